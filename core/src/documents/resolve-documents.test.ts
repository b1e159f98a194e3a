import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  fixturesDirectory,
  kinds,
  localCluster,
  problemsOf,
  providers,
  resolveText,
  roles,
  shortProblems,
} from "./fixtures.ts";
import { findDocument, manifestToYaml } from "./manifest.ts";
import { requireMet, resolveDocuments } from "./resolve-documents.ts";

const resolveFile = (file: string) =>
  resolveDocuments({ files: [join(fixturesDirectory, file)], kinds, roles, providers });
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);
const anyCluster = (...components: string[]) => localCluster(...components).replace("provider: local", "provider: any");
const machine = (name: string, ip: string, hostname = name) =>
  `---\nkind: infrastructure/machine\nprovider: any\nname: ${name}\nspecification:\n  hostname: ${hostname}\n  ip: ${ip}\n`;

describe("resolveDocuments", { timeout: 30_000 }, () => {
  it("lays defaults under the cluster and completes its components", () => {
    const { manifest, componentRoles, unmet, warnings } = resolveText(localCluster("web: {}", "off: { count: 0 }"));

    expect(manifest.cluster.specification).toEqual({
      name: "demo",
      admin_user: { name: "root" },
      local: { network: "full", address_pool: "10.77.0.0/24", image: "debian-12" },
      components: { web: { count: 1, configuration: "default" }, off: { count: 0, configuration: "default" } },
    });
    expect(componentRoles).toEqual({ web: ["hello-web", "node-exporter"] });
    expect([unmet, warnings]).toEqual([[], []]);
    expect(findDocument(manifest, "configuration/shared-config")?.specification.retries).toBe(60);
  });

  it("resolves given machines with parents, named lists, yes/no words and secrets", () => {
    const { manifest, secrets, unmet, warnings } = resolveFile("three-machines-any.yml");

    expect(unmet).toEqual([]);
    expect(codes(warnings)).toEqual(Array(4).fill("replaced-key"));
    expect(findDocument(manifest, "infrastructure/machine", "front")?.specification).toEqual({
      hostname: "front",
      ip: "192.168.7.1",
      ssh: { port: 2222 },
    });
    expect(findDocument(manifest, "infrastructure/machine", "spare")?.specification.ssh).toEqual({ port: 22 });
    expect(findDocument(manifest, "infrastructure/machine")).toBeUndefined();
    expect(findDocument(manifest, "configuration/postgresql", "large")?.specification).toEqual({
      version: "15",
      memory: 4096,
      replication: true,
      users: [
        { name: "first", password: { secret: "postgresql-large-users-first-password" } },
        { name: "second", password: { secret: "postgresql-large-users-second-password" } },
      ],
    });
    expect(secrets["postgresql-large-users-second-password"]).toBe("example-two");
    expect(JSON.stringify(manifest)).not.toContain("example-");
  });

  it("loads documents of a cloud that is not installed, and says so", () => {
    const { manifest, unmet, warnings } = resolveFile("old-cloud.yml");

    expect(manifest.cluster.provider).toBe("google");
    expect(codes(warnings)).toEqual(["unvalidated-kind", "unvalidated-kind"]);
    expect(codes(unmet)).toEqual(["unavailable-provider", "missing-role"]);
    expect(findDocument(manifest, "configuration/kafka")?.specification).toEqual({ kafka_var: { port: 9092 } });
    expect(() => requireMet({ unmet })).toThrow("2 things");
  });

  it("gives every problem of all documents at once", () => {
    const text = [
      localCluster("web: { count: many }", "Kafka: {}"),
      "---\nkind: configuration/postgresql\nname: a\nspecification:\n  versoin: x\n  version: 1.10\n",
      "---\nkind: configuration/kafak\n",
    ].join("");

    expect(shortProblems(text)).toEqual([
      "wrong-type 7:19",
      "bad-value 8:5",
      "unknown-key 13:3",
      "wrong-type 14:12",
      "unknown-kind 16:7",
    ]);
    expect(problemsOf(text).every(({ ending }) => ending === "invalid")).toBe(true);
  });

  it("shows the line and underlines what is wrong", () => {
    const [problem] = problemsOf(localCluster("web: { count: 1, confguration: x }"));

    expect(problem).toMatchObject({
      code: "unknown-key",
      hint: 'Did you mean "configuration"?',
      location: {
        file: "input.yaml",
        line: 7,
        column: 22,
        length: 12,
        sourceLine: "    web: { count: 1, confguration: x }",
      },
    });
  });

  it.each([
    ["a value outside of a list of words", "  local: { network: ful }", 'Did you mean "full"?'],
    [
      "an address that is none",
      "  local: { address_pool: 10.0.0.0 }",
      "Write an address and a length, such as 10.1.0.0/20.",
    ],
  ])("explains %s", (_, line, hint) => {
    const [problem] = problemsOf(localCluster().replace("  components:", `${line}\n  components:`));

    expect(problem?.hint).toContain(hint);
    expect(problem?.location).toMatchObject({ line: 6 });
  });

  it("points a missing key at its parent", () => {
    const text = `${localCluster()}---\nkind: configuration/postgresql\nname: default\nspecification:\n  users:\n    - password: secret-text\n`;

    const [problem] = problemsOf(text);

    expect(problem).toMatchObject({ code: "missing-key", location: { line: 13 } });
    expect(problem?.message).toContain('specification.users[0] has no "name"');
  });

  it("keeps sensitive text out of errors", () => {
    const text = `${localCluster()}---\nkind: configuration/postgresql\nname: default\nspecification:\n  password: abc\n`;

    const [problem] = problemsOf(text);

    expect(problem?.location?.line).toBe(12);
    expect(JSON.stringify([problem?.message, problem?.hint, problem?.location])).not.toContain("abc");
  });

  it("takes a secret's name in place of its text", () => {
    const text = `${localCluster("postgresql: {}")}---\nkind: configuration/postgresql\nname: default\nspecification:\n  password: { secret: my-own }\n`;

    const { manifest, secrets } = resolveText(text);

    expect(findDocument(manifest, "configuration/postgresql")?.specification.password).toEqual({ secret: "my-own" });
    expect(secrets).toEqual({});
  });

  it("keeps the digits of a number where a text may stand too", () => {
    const text = `${localCluster("postgresql: {}")}---\nkind: configuration/postgresql\nname: default\nspecification:\n  mode: 0750\n`;

    expect(findDocument(resolveText(text).manifest, "configuration/postgresql")?.specification.mode).toBe("0750");
  });

  it("adds the configuration of each role under the component's configuration name", () => {
    const text = `${localCluster("postgresql: { configuration: big }", "load_balancer: {}")}---\nkind: configuration/postgresql\nname: big\nspecification: { memory: 99 }\n`;

    const { manifest } = resolveText(text);

    expect(findDocument(manifest, "configuration/postgresql", "big")?.specification.memory).toBe(99);
    expect(Object.isFrozen(findDocument(manifest, "configuration/postgresql", "big")?.specification)).toBe(true);
  });

  it.each([
    ["no cluster", "kind: configuration/shared-config\n", ["no-cluster undefined:undefined"]],
    ["two clusters", `${localCluster()}---\n${localCluster().replace("default", "other")}`, ["second-cluster 9:7"]],
    ["no provider", localCluster().replace("provider: local\n", ""), ["missing-key 1:7"]],
    ["an unknown provider", localCluster().replace("local", "lokal"), ["unknown-provider 2:11"]],
    [
      "one document twice",
      `${localCluster()}${"---\nkind: configuration/shared-config\n".repeat(2)}`,
      ["duplicate-document 11:7"],
    ],
    ["no component at all", localCluster("web: { count: 0 }"), ["no-component 7:5"]],
    ["nodes without a master", localCluster("kubernetes_node: {}"), ["nodes-without-master 7:22"]],
    [
      "a configuration that is in no document",
      localCluster("postgresql: { configuration: bgi }"),
      ["undefined-configuration 7:34"],
    ],
    [
      "a circle of parents",
      `${localCluster()}---\nkind: configuration/postgresql\nname: a\nbased_on: a\n`,
      ["parent-cycle 11:11"],
    ],
    [
      "an unknown parent",
      `${localCluster()}---\nkind: configuration/postgresql\nname: a\nbased_on: b\n`,
      ["unknown-parent 11:11"],
    ],
    [
      "one address twice",
      `${anyCluster("web: { machines: [a, b] }")}${machine("a", "10.0.0.1")}${machine("b", "10.0.0.1")}`,
      ["duplicate-address 21:7"],
    ],
    [
      "one hostname twice",
      `${anyCluster("web: { machines: [a, b] }")}${machine("a", "10.0.0.1", "x")}${machine("b", "10.0.0.2", "x")}`,
      ["duplicate-hostname 20:13"],
    ],
    [
      "the part of another provider",
      anyCluster().replace("  components", "  local: {}\n  components"),
      ["unknown-key 6:3"],
    ],
  ])("refuses %s", (_, text, expected) => {
    expect(shortProblems(text)).toEqual(expected);
  });

  it("refuses one role with two configurations on one machine, naming both components", () => {
    const text = [
      anyCluster("postgresql: { machines: [a], configuration: one }", "custom: { machines: [a], configuration: two }"),
      machine("a", "10.0.0.1"),
      "---\nkind: configuration/feature-mapping\nspecification: { roles_mapping: { custom: [postgresql] } }\n",
      "---\nkind: configuration/postgresql\nname: one\nspecification: { memory: 100 }\n",
      "---\nkind: configuration/postgresql\nname: two\nspecification: { memory: 200 }\n",
    ].join("");

    const [problem, ...more] = problemsOf(text);

    expect(problem?.message).toContain('postgresql ("one") and custom ("two")');
    expect(more).toEqual([]);
    expect(problemsOf(text.replace("memory: 200", "memory: 100"))).toEqual([]);
  });

  it("warns of missing machines now and refuses them when they are needed", () => {
    const { unmet } = resolveText(`${anyCluster("web: { count: 3, machines: [a, bb] }")}${machine("a", "10.0.0.1")}`);

    expect(unmet.map(({ code, location }) => `${code} ${location?.line}:${location?.column}`)).toEqual([
      "undefined-machine 7:36",
      "too-few-machines 7:19",
    ]);
    expect(() => requireMet({ unmet })).toThrow(expect.objectContaining({ ending: "invalid" }));
  });

  it("uses all machines that are named, with a warning where count is lower", () => {
    const text = `${anyCluster("web: { count: 1, machines: [a, b] }")}${machine("a", "10.0.0.1")}${machine("b", "10.0.0.2")}`;

    const { manifest, warnings } = resolveText(text);

    expect(codes(warnings)).toEqual(["more-machines-than-count"]);
    expect(manifest.cluster.specification.components).toMatchObject({ web: { count: 2 } });
  });

  it("leaves out infrastructure of another provider, with a warning", () => {
    const { manifest, warnings } = resolveText(`${localCluster()}${machine("a", "10.0.0.1")}`);

    expect(codes(warnings)).toEqual(["another-provider"]);
    expect(findDocument(manifest, "infrastructure/machine", "a")).toBeUndefined();
  });

  it("says that a provider makes its own machines", () => {
    expect(codes(resolveText(localCluster("web: { machines: [a] }")).warnings)).toEqual(["machines-not-given"]);
  });

  it("takes a component with nothing behind it", () => {
    expect(resolveText(localCluster("web:")).componentRoles).toEqual({ web: ["hello-web", "node-exporter"] });
  });

  it.each(["three-machines-any.yml", "old-cloud.yml"])(
    "gives the manifest of %s again from the manifest's own text",
    (file) => {
      const first = resolveFile(file);

      const again = resolveText(manifestToYaml(first.manifest));

      expect(again.manifest).toEqual(first.manifest);
      expect(again.componentRoles).toEqual(first.componentRoles);
      expect(again.secrets).toEqual({});
    },
  );

  it("is the same whether documents stand in one file or in several", () => {
    const [cluster, other] = [
      localCluster("postgresql: {}"),
      "kind: configuration/postgresql\nspecification: { memory: 99 }\n",
    ];
    const texts = [cluster, other].map((text, index) => ({ file: `${index}.yaml`, text }));

    expect(resolveDocuments({ texts, kinds, roles, providers }).manifest).toEqual(
      resolveText(`${cluster}---\n${other}`).manifest,
    );
  });
});
