import { type Facts, type Manifest, type Resource, type Role, type TaskContext, unknownToken } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { exampleMachine } from "../fixtures/example-machine.ts";
import { type CollectOptions, collectResources } from "./collect-resources.ts";
import { declaredFacts } from "./machine-to-plan.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const machine = exampleMachine({ name: "one", roles: ["exporter", "watcher"] });
const cluster = {
  kind: "lambdastack-cluster",
  name: "default",
  version: "1.0.0",
  specification: { name: "c", components: {} },
};
const manifest: Manifest = { cluster, documents: [cluster] };

const role = (name: string, more: Partial<Role["manifest"]> = {}): [string, Role] => [
  name,
  {
    name,
    manifest: { name, version: "1.0.0", description: "", ...more },
    directory: "/",
    origin: "test",
    tasks: { apply: "/apply/index.ts" },
  },
];

const collect = (tasks: Record<string, (context: TaskContext) => Resource[]>, given: Partial<CollectOptions> = {}) =>
  collectResources({
    manifest,
    componentRoles: {},
    task: "apply",
    machines: [machine],
    roles: new Map([role("exporter", { publishes: { exporter: {} } }), role("watcher", { consumes: ["exporter"] })]),
    order: ["exporter", "watcher"],
    factsOf: (): Facts => declaredFacts(machine, os),
    publishedBefore: new Map(),
    runTask: async ({ name }, context) => tasks[name]?.(context) ?? [],
    ...given,
  });

describe("collectResources", () => {
  it("hands what a role publishes to the roles that consume it", async () => {
    let consumed: unknown;

    const { resources } = await collect({
      exporter: ({ publish, resource }) => [
        publish("exporter", { port: 9100 }),
        resource.package({ name: "exporter" }),
      ],
      watcher: (context) => {
        consumed = context.consumed.exporter?.map(({ value }) => value);
        return [];
      },
    });

    expect(consumed).toEqual([{ port: 9100 }]);
    expect(resources.get("one")?.[0]?.resources).toEqual([{ type: "package", props: { name: "exporter" } }]);
  });

  it("refuses a value that is not what role.yml says, naming the field and who reads it", async () => {
    const contract = { version: "1.2.0", required: ["port"], properties: { port: { type: "integer" } } };
    const roles = new Map([
      role("exporter", { publishes: { exporter: contract } }),
      role("watcher", { consumes: { exporter: { version: "^1.0.0", required: ["port"] } } }),
    ]);
    const publishing = (value: Record<string, string>) =>
      collect({ exporter: ({ publish }) => [publish("exporter", value)] }, { roles });

    await expect(publishing({ tcpPort: "9100" })).rejects.toMatchObject({
      code: "wrong-publication",
      ending: "invalid",
      message: `Role exporter on one publishes exporter other than its role.yml says: field exporter must have required property 'port', received {"tcpPort":"9100"}.`,
      hint: "Let the task and role.yml agree; watcher reads it.",
    });
    await expect(publishing({ port: "9100" })).rejects.toThrow("field exporter.port must be integer");
    await expect(publishing({ port: unknownToken("the port") })).resolves.toBeDefined();
  });

  it("refuses a value that role.yml does not declare", async () => {
    const collecting = collect({ watcher: ({ publish }) => [publish("secret-door", 1)] });

    await expect(collecting).rejects.toMatchObject({ code: "undeclared-publication" });
  });

  it("defers a task that reads a fact nobody knows before the machine exists", async () => {
    const { deferred, resources } = await collect({
      exporter: ({ facts }) => [{ type: "file", props: { content: String(facts.memory) } }],
    });

    expect(deferred.get("one")).toEqual([{ role: "exporter", reason: expect.stringContaining("memory") }]);
    expect(resources.get("one")?.map((one) => one.role)).toEqual(["watcher"]);
  });

  it("remembers the secrets that were asked for, with their recipe", async () => {
    const { secrets } = await collect({
      exporter: ({ secret }) => {
        secret("exporter-password", { length: 12 });
        return [];
      },
    });

    expect(secrets.get("exporter-password")).toEqual({ role: "exporter", recipe: { length: 12 } });
  });
});
