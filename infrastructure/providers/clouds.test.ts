import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { imageNames } from "../src/terraform/drawing/named-images.ts";
import { cloudUnderTest } from "../src/terraform/fixtures/cloud-under-test.ts";
import { aws } from "./aws/index.ts";
import { azure } from "./azure/index.ts";
import { google } from "./google/index.ts";

/** How one cloud says what all of them can do. */
const clouds = [
  {
    name: "aws",
    cloud: aws,
    zones: ["us-east-1a", "us-east-1b"],
    network: "vpc-0123456789abcdef0",
    disks: { disks: { additional_disks: [{ device_name: "/dev/sdf", volume_size: 60 }] } },
    diskVariable: "volumes",
    tagVariable: "tags",
    isPublic: (machine: Machine) => machine.public !== false,
  },
  {
    name: "azure",
    cloud: azure,
    zones: ["1", "2"],
    network: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n",
    disks: { additional_disks: [{ lun: 1, disk_size_gb: 60 }] },
    diskVariable: "disks",
    tagVariable: "tags",
    isPublic: (machine: Machine) => machine.public !== null,
  },
  {
    name: "google",
    cloud: google,
    zones: ["europe-west1-b", "europe-west1-c"],
    network: "projects/p/global/networks/n",
    disks: { additional_disks: [{ name: "data", size_gb: 60 }] },
    diskVariable: "disks",
    tagVariable: "labels",
    isPublic: (machine: Machine) => machine.public === true,
  },
];

interface Machine {
  subnet: string;
  private_ip: string | null;
  public: unknown;
  [more: string]: unknown;
}

interface Variables {
  machines: Record<string, Machine>;
  traffic: Record<string, Record<string, unknown>>;
  [more: string]: unknown;
}

const everything =
  "{ kafka: { count: 2 }, monitoring: {}, postgresql: {}, rabbitmq: {}, repository: {}, single_machine: {} }";

describe.each(clouds)("on $name", ({ cloud, zones, network, disks, diskVariable, tagVariable, isPublic }) => {
  const { cluster, draw } = cloudUnderTest(cloud);
  const drawn = (...lines: string[]): Variables => draw(cluster(...lines)).variables as Variables;
  const document = (kind: string, name: string, specification: object): string =>
    `---\n${JSON.stringify({ kind: `infrastructure/${kind}`, provider: cloud.name, name, specification })}\n`;

  it("no network is written down but the cluster's own: all addresses follow vnet_address_pool", () => {
    const text = JSON.stringify(drawn("cloud: { vnet_address_pool: 10.99.0.0/16 }", `components: ${everything}`));

    const networks = new Set(text.match(/\d+\.\d+\.\d+\.\d+\/\d+/g));
    expect([...networks].filter((one) => !one.startsWith("10.99."))).toEqual(["0.0.0.0/0"]);
  });

  it("rules name components or themselves, and only the way out leads anywhere", () => {
    const { traffic } = drawn(`components: ${everything}`);

    const text = Object.entries(traffic).map(([key, rule]) => `${key} ${JSON.stringify(rule)}`);
    expect(text.filter((one) => /0\.0\.0\.0\/0/.test(one) && !/ out /.test(one))).toEqual([]);
    expect(text.filter((one) => /^kafka kafka_exporter/.test(one)).join()).toContain('"monitoring"');
    expect(text.filter((one) => /^rabbitmq rabbitmq_clustering_1/.test(one)).join()).toMatch(
      /"(?:peer"|peers"):\[?"rabbitmq"/,
    );
  });

  it("without network security groups the machines reach each other on every port", () => {
    const { traffic } = drawn(
      "cloud: { network: { use_network_security_groups: false } }",
      `components: ${everything}`,
    );

    const rules = Object.keys(traffic).filter((key) => key.startsWith("kafka "));
    expect([...new Set(rules.map((key) => key.split(" ")[1]))].sort()).toEqual(["cluster", "out", "ssh"]);
  });

  it("a component has several subnets and zones, and its machines are spread over them", () => {
    const subnets = zones.map((zone, place) => `{ availability_zone: "${zone}", address_pool: 10.1.${place}.0/24 }`);
    const blueprint = draw(cluster(`components: { kafka: { count: 4, subnets: [${subnets.join(", ")}] } }`));

    const placed = Object.values((blueprint.variables as Variables).machines).map(({ subnet }) => subnet);
    expect(placed).toEqual(["10.1.0.0/24", "10.1.1.0/24", "10.1.0.0/24", "10.1.1.0/24"]);
    expect(Object.values(blueprint.machines).map(({ detail }) => detail.endsWith(zones[1] ?? ""))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it("public addresses are had by component", () => {
    const { machines } = drawn(
      "cloud: { use_public_ips: true, ssh_sources: [203.0.113.7/32] }",
      "components: { load_balancer: {}, postgresql: { use_public_ips: false } }",
    );

    const open = Object.entries(machines).map(([name, machine]) => [name, isPublic(machine)]);
    expect(Object.fromEntries(open)).toEqual({ "demo-load-balancer-1": true, "demo-postgresql-1": false });
  });

  it("machines with public addresses need ssh_sources, and SSH is open to those and the cluster alone", () => {
    const lines = ["cloud: { use_public_ips: true }", "components: { kafka: {} }"] as const;
    const given = ["cloud: { use_public_ips: true, ssh_sources: [203.0.113.7/32] }", lines[1]] as const;

    expect(draw(cluster(...lines)).unmet).toMatchObject([{ code: "ssh-sources-missing", ending: "invalid" }]);
    expect(draw(cluster(...given)).unmet).toEqual([]);
    const ssh = JSON.stringify(Object.entries(drawn(...given).traffic).filter(([key]) => key.startsWith("kafka ssh")));
    expect(ssh).toContain("203.0.113.7/32");
    expect(ssh).not.toContain("0.0.0.0/0");
  });

  it("machines are plain, each with its own name; no group of the cloud makes or takes them", () => {
    const templates = readdirSync(cloud.templates).map((file) => readFileSync(join(cloud.templates, file), "utf8"));

    expect(templates.join()).not.toMatch(/autoscal|scale_set|launch_|instance_group|instance_template/);
    expect(Object.keys(drawn("components: { kafka: { count: 2 } }").machines)).toEqual([
      "demo-kafka-1",
      "demo-kafka-2",
    ]);
  });

  it("machines have further disks, found by more than their place in a list", () => {
    const { variables } = draw(
      cluster("components: { kafka: { count: 2, machine: big } }") + document("virtual-machine", "big", disks),
    );

    const found = (variables as Record<string, Record<string, { machine: string }>>)[diskVariable] ?? {};
    expect(Object.values(found).map(({ machine }) => machine)).toEqual(["demo-kafka-1", "demo-kafka-2"]);
    expect(Object.keys(found).every((key) => / (\/dev\/sdf|1|data)$/.test(key))).toBe(true);
  });

  it("tags are the whole cluster's", () => {
    const variables = drawn("cloud: { tags: [{ owner: me }, { cost: 7 }] }", "components: { kafka: {} }");

    expect(variables[tagVariable]).toEqual({ owner: "me", cost: "7" });
  });

  it("an existing network is given by id, with its subnets; then addresses are the cloud's to give", () => {
    const { structure, variables, machines } = draw(
      cluster(`cloud: { network: { id: "${network}" } }`, "components: { kafka: { subnets: [{ id: one }] } }"),
    );

    expect(structure.own_network).toBe(false);
    expect(variables).toMatchObject({ subnets: {}, existing_subnets: ["one"] });
    expect(machines["demo-kafka-1"]).not.toHaveProperty("address");
    expect(() => draw(cluster("components: { kafka: { subnets: [{ id: one }] } }"))).toThrow(
      expect.objectContaining({ code: "subnet-of-no-network" }),
    );
  });

  it.each(imageNames)("the image %s is had by its name", (image) => {
    const { machines, warnings } = draw(cluster(`cloud: { default_os_image: ${image} }`, "components: { kafka: {} }"));

    const { id, version } = machines["demo-kafka-1"]?.os ?? {};
    expect(`${id}-${version}`).toBe(image);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["ubuntu-18.04-x86_64", "22.04"],
    ["ubuntu-20.04-x86_64", "22.04"],
    ["redhat-7-x86_64", "9"],
    ["rhel-8-x86_64", "9"],
    ["centos-7-x86_64", "9"],
    ["almalinux-8-x86_64", "9"],
    ["centos-7-arm64", "9"],
  ])("the old name %s gives its successor, with a warning", (image, version) => {
    const { machines, warnings } = draw(cluster(`cloud: { default_os_image: ${image} }`, "components: { kafka: {} }"));

    expect(machines["demo-kafka-1"]?.os.version).toBe(version);
    expect(warnings).toMatchObject([{ message: expect.stringContaining(image) }]);
  });

  it("a component of the user's own hears what machines of its name hear", () => {
    const { traffic } = drawn("components: { ingest: { machine: kafka-machine }, alone: { machine: single-machine } }");

    const text = Object.keys(traffic).join("\n");
    expect(text).toMatch(/^ingest kafka_client /m);
    expect(text).toMatch(/^alone repository /m);
  });
});
