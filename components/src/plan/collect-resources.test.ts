import type { Facts, Manifest, Resource, Role, TaskContext } from "@lambdastack/core";
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
