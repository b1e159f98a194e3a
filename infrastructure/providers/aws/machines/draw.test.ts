import { describe, expect, it } from "vitest";
import { cloudUnderTest } from "../../../src/terraform/fixtures/cloud-under-test.ts";
import { aws } from "../index.ts";

const { cluster, draw } = cloudUnderTest(aws);

interface Drawn {
  machines: Record<
    string,
    { public: boolean | null; size: string; subnet: string; private_ip: string | null; cloud_config: string }
  >;
  subnets: Record<string, { public: boolean }>;
  volumes: Record<string, { machine: string; volume_size: number; delete_on_termination: boolean }>;
  network: { id: string | null };
  existing_subnets: string[];
  shared_storage?: { components: string[] };
  tags: Record<string, string>;
}

const variables = (text: string): Drawn => draw(text).variables as unknown as Drawn;

describe("machines on Amazon", () => {
  it("get public addresses by component; one subnet may hold both kinds", () => {
    const { machines, subnets } = variables(
      cluster(
        "cloud: { ssh_sources: [203.0.113.7/32] }",
        "components: { web: { count: 1, use_public_ips: true }, db: {} }",
      ),
    );

    expect([machines["demo-web-1"]?.public, machines["demo-db-1"]?.public]).toEqual([null, false]);
    expect(Object.values(subnets).map((subnet) => subnet.public)).toEqual([true]);
  });

  it("with public addresses and no ssh_sources are planned and refused by apply", () => {
    const text = cluster("cloud: { use_public_ips: true }", "components: { web: {} }");

    expect(draw(text).unmet).toMatchObject([{ code: "ssh-sources-missing", ending: "invalid" }]);
    expect(draw(text.replace("use_public_ips: true", "use_public_ips: false")).unmet).toEqual([]);
  });

  it("are the document's that their component names, else what is usual for it", () => {
    const text = `${cluster("components: { kafka: {}, logging: {}, web: { machine: big } }")}---
kind: infrastructure/virtual-machine
provider: aws
name: big
specification:
  size: m5.large
  disks: { additional_disks: [{ device_name: /dev/sdf, volume_size: 60, delete_on_termination: false }] }
`;

    const { machines, volumes } = variables(text);

    expect(Object.fromEntries(Object.entries(machines).map(([name, { size }]) => [name, size]))).toEqual({
      "demo-kafka-1": "t3.medium",
      "demo-logging-1": "t3.large",
      "demo-web-1": "m5.large",
    });
    expect(volumes["demo-web-1 /dev/sdf"]).toMatchObject({
      machine: "demo-web-1",
      volume_size: 60,
      delete_on_termination: false,
    });
  });

  it("go into a network that exists, where its id is given", () => {
    const text = cluster(
      "cloud: { network: { id: vpc-0123456789abcdef0 } }",
      "components: { web: { subnets: [{ id: subnet-1 }] } }",
    );
    const blueprint = draw(text);
    const { network, machines, existing_subnets } = blueprint.variables as unknown as Drawn;

    expect(blueprint.structure.own_network).toBe(false);
    expect([network.id, existing_subnets, machines["demo-web-1"]?.private_ip]).toEqual([
      "vpc-0123456789abcdef0",
      ["subnet-1"],
      null,
    ]);
  });

  it("share a file system where one of them mounts it", () => {
    expect(variables(cluster("components: { kubernetes_master: {}, web: {} }")).shared_storage?.components).toEqual([
      "kubernetes_master",
    ]);
    expect(variables(cluster("components: { web: {} }")).shared_storage).toBeUndefined();
  });

  it("learn their name and their admin user at their first boot", () => {
    const { machines } = variables(cluster("components: { web: {} }"));
    const config = JSON.parse(machines["demo-web-1"]?.cloud_config ?? "") as { hostname: string; users: unknown[] };

    expect(config.hostname).toBe("demo-web-1");
    expect(config.users).toContainEqual(
      expect.objectContaining({ name: "operations", sudo: "ALL=(ALL) NOPASSWD:ALL" }),
    );
  });

  it("and everything else carry the cluster's tags", () => {
    expect(variables(cluster("cloud: { tags: [{ owner: me }, { cost: 7 }] }", "components: { web: {} }")).tags).toEqual(
      { owner: "me", cost: "7" },
    );
  });

  it.each([
    ["undefined-machine-document", "components: { web: { machine: nobodys } }"],
    ["subnet-of-no-network", "components: { web: { subnets: [{ id: subnet-1 }] } }"],
  ])("are refused with %s", (code, ...lines) => {
    expect(() => draw(cluster(...lines))).toThrow(expect.objectContaining({ code, ending: "invalid" }));
  });

  it("are not Kubernetes as a service", () => {
    const text = cluster("cloud: { k8s_as_cloud_service: true }", "components: { web: {} }");

    expect(() => draw(text)).toThrow(expect.objectContaining({ code: "kubernetes-service-unsupported" }));
  });
});
