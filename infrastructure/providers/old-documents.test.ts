import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cloudUnderTest } from "../src/terraform/fixtures/cloud-under-test.ts";
import { aws } from "./aws/index.ts";
import { azure } from "./azure/index.ts";

/** Files of the old products that lie beside the checkout, where there are any. */
const beside = join(import.meta.dirname, "../../../shared");

const meaningless = {
  aws: [
    ..."default-security-group internet-gateway launch-configuration resource-group route-table".split(" "),
    ..."route-table-association security-group security-group-rule subnet".split(" "),
  ],
  azure: [
    ..."cloud-init-custom-data network-interface network-interface-security-group-association".split(" "),
    ..."network-security-group public-ip subnet subnet-network-security-group-association".split(" "),
  ],
};

const old = (cloud: typeof aws): string =>
  readFileSync(join(import.meta.dirname, cloud.name, "fixtures/old-documents.yml"), "utf8");

describe.each([
  { name: "aws", cloud: aws, withoutMeaning: meaningless.aws, count: 14 },
  { name: "azure", cloud: azure, withoutMeaning: meaningless.azure, count: 13 },
])("documents that were written for $name before", ({ cloud, withoutMeaning, count }) => {
  const { cluster, draw, kinds, resolve } = cloudUnderTest(cloud);

  it("load, every kind of them, and those without a meaning today with a warning", () => {
    const { warnings } = resolve(old(cloud));

    const without = warnings.filter(({ code }) => code === "meaningless-document");
    expect(without.map(({ message }) => /infrastructure\/(\S+)/.exec(message)?.[1]).sort()).toEqual(withoutMeaning);
    expect(warnings.map(({ code }) => code)).not.toContain("unvalidated-kind");
    const written = kinds.filter(({ kind }) => old(cloud).includes(`kind: ${kind}\n`)).map(({ kind }) => kind);
    expect(written.filter((kind) => kind.startsWith("infrastructure/"))).toHaveLength(count);
  });

  it("hold fields that the machine itself or the cluster document says; each is named with what says it now", () => {
    const replaced = resolve(old(cloud)).warnings.filter(({ code }) => code === "replaced-key");

    expect(replaced.length).toBeGreaterThan(5);
    for (const { hint, location } of replaced) expect([hint, location?.line]).not.toContain(undefined);
  });

  it("never give a credential to Terraform's variables or to the manifest", () => {
    const text = JSON.stringify([draw(old(cloud)), resolve(old(cloud)).manifest]);

    expect(text).not.toMatch(/an-old-|AKIAIOSFODNN7EXAMPLE/);
    expect(Object.values(resolve(old(cloud)).secrets).join()).toContain("an-old-");
  });

  const folder = join(beside, "originals-documents", cloud.name, "defaults/infrastructure");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  if (files.length === 0) it.skip(`SKIPPED: no default documents in ${folder}`, () => {});
  it.each(files)("as %s of the old products load, validated", (file) => {
    const text = readFileSync(join(folder, file), "utf8");

    const { warnings } = resolve(`${cluster("components: { web: {} }")}---\n${text}`);

    expect(warnings.map(({ code }) => code)).not.toContain("unvalidated-kind");
  });

  const minimal = join(beside, `inputs/lambdastack-1.3-minimal-${cloud.name}.yml`);
  it.skipIf(!existsSync(minimal))(
    `in the smallest input draw their eleven machines${existsSync(minimal) ? "" : " (SKIPPED: no file)"}`,
    () => {
      const { machines, unmet } = draw(readFileSync(minimal, "utf8"));

      expect(Object.keys(machines)).toHaveLength(11);
      expect(unmet).toMatchObject([{ code: "ssh-sources-missing" }]);
    },
  );
});

describe("old documents for aws", () => {
  const { draw } = cloudUnderTest(aws);
  const { variables, machines, warnings } = draw(old(aws));

  it("mean the machines that they meant", () => {
    expect(machines["stage-shop-kafka-2"]).toMatchObject({ os: { id: "rhel", version: "9" }, isPublic: true });
    expect(variables.machines).toMatchObject({
      "stage-shop-kafka-1": {
        size: "m5.large",
        subnet: "10.20.1.0/24",
        ebs_optimized: true,
        mount_efs: true,
        tags: { version: "0.4.2", team: "messaging", kafka: "" },
        root: { volume_type: "gp3", volume_size: 100, delete_on_termination: false, encrypted: true },
      },
      "stage-shop-kafka-2": { subnet: "10.20.2.0/24" },
      "stage-shop-single-machine-1": { size: "t3.xlarge", subnet: "10.20.1.0/24" },
    });
    expect(variables.volumes).toMatchObject({
      "stage-shop-kafka-1 /dev/sdf": { volume_type: "io1", volume_size: 500, delete_on_termination: false },
    });
  });

  it("mean the network, key and file system that they meant", () => {
    expect(variables).toMatchObject({
      region: "eu-central-1",
      network: { cidr: "10.20.0.0/20", instance_tenancy: "dedicated", dns_support: true, dns_hostnames: false },
      subnets: { "10.20.1.0/24": { zone: "eu-central-1a" }, "10.20.2.0/24": { zone: "eu-central-1b" } },
      key_name: "shop-key-0123456789abcdef",
      shared_storage: {
        token: "shop-files",
        performance_mode: "maxIO",
        throughput_mode: "provisioned",
        provisioned_throughput: 64,
        components: ["kafka", "single_machine"],
      },
    });
  });

  it("open what their rules open, and map the names of images with a warning", () => {
    expect(variables.traffic).toMatchObject({
      "kafka kafka_client_from_office from 192.0.2.0/24": { cidr: "192.0.2.0/24", from_port: 9092, to_port: 9092 },
      "kafka subnet-traffic from 10.20.1.0/24": { protocol: "-1", from_port: null },
    });
    expect(warnings?.map(({ message }) => message).join()).toMatch(/ubuntu-18.04-x86_64 .* ubuntu-22.04/);
  });
});

describe("old documents for azure", () => {
  const { draw } = cloudUnderTest(azure);
  const { variables, machines, warnings } = draw(old(azure));

  it("mean the machines that they meant", () => {
    expect(machines["stage-shop-kubernetes-master-1"]).toMatchObject({ os: { id: "rhel", version: "9" } });
    expect(variables.machines).toMatchObject({
      "stage-shop-kafka-1": {
        size: "Standard_D4s_v3",
        subnet: "10.20.1.0/24",
        availability_set: "kafka-set",
        accelerated: true,
        tags: { version: "0.4.2", kafka: "" },
        os_disk: { caching: "ReadOnly", type: "StandardSSD_LRS", size: 128 },
        public: { idle_timeout: 15 },
      },
      "stage-shop-kafka-2": { subnet: "10.20.2.0/24" },
      "stage-shop-kubernetes-master-1": { size: "Standard_DS2_v2", os_disk: { size: 32, type: "Premium_LRS" } },
    });
    expect(variables.disks).toEqual({
      "stage-shop-kafka-1 10": {
        machine: "stage-shop-kafka-1",
        lun: 10,
        type: "Premium_LRS",
        caching: "None",
        size: 512,
      },
      "stage-shop-kafka-2 10": {
        machine: "stage-shop-kafka-2",
        lun: 10,
        type: "Premium_LRS",
        caching: "None",
        size: 512,
      },
    });
  });

  it("mean the group, the network, the set and the share that they meant", () => {
    expect(variables).toMatchObject({
      region: "West Europe",
      resource_group: "shop-group",
      network: { name: "shop-net", cidr: "10.20.0.0/20" },
      availability_sets: { "kafka-set": { fault_domains: 3, update_domains: 7, managed: true } },
      shared_storage: { account: "shopfiles", quota: 120 },
      tags: { owner: "shop" },
    });
  });

  it("open what their rules open, with their priorities, but SSH to nobody they do not name", () => {
    expect(variables.traffic).toMatchObject({
      "kafka kafka_client_from_office in": { priority: 205, networks: ["192.0.2.0/24"], ports: "9092" },
      "kafka ssh in": { priority: 100, networks: ["10.20.0.0/20"] },
    });
  });

  it("are told what was replaced: images, addresses, the open SSH", () => {
    const text = warnings?.map(({ message }) => message).join("\n");

    expect(text).toMatch(/UbuntuServer 18.04-LTS .* ubuntu-22.04/);
    expect(text).toMatch(/redhat-7-x86_64 .* rhel-9/);
    expect(text).toMatch(/Basic or Dynamic/);
    expect(text).toMatch(/"ssh" of component kafka would open SSH to everybody/);
  });
});
