import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AppliedMachine,
  applyRole,
  findDocument,
  type MachineRun,
  openHost,
  openWorkspace,
  overridesOf,
  type PreparedMachine,
  planMachine,
  type Resource,
  resourceTypes,
  type Session,
  settings,
  type Workspace,
} from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ComponentsRun } from "../components-run.ts";
import { exampleMachine } from "../fixtures/example-machine.ts";
import { adoptChanges } from "./adopt-changes.ts";
import type { Comparison } from "./comparison.ts";

const documents = `kind: lambdastack-cluster
provider: any
specification:
  name: demo
  components:
    keeper: { machines: [one, two] }
---
kind: infrastructure/machine
provider: any
name: one
specification: { hostname: one, ip: 192.0.2.1 }
---
kind: infrastructure/machine
provider: any
name: two
specification: { hostname: two, ip: 192.0.2.2 }
---
kind: configuration/keeper
specification:
    motto:   Never    # engraved
`;
const role = {
  "role.yml": `name: keeper
version: 1.0.0
description: Keeps a motto.
adopts:
  - { key: motto, resource: "file:/etc/motto", property: content, pattern: "^Motto - (.*)$" }
`,
  "schema.yml": "type: object\nproperties:\n  motto: { type: string, description: It., maxLength: 10 }\n",
  "defaults.yml": "motto: Calm\n",
  "apply/index.ts": "export default () => [];\n",
};
const facts = {
  os: { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" },
  hostname: "",
  memory: 1,
  processors: 1,
  timeSkew: 0,
} as const;

let folder: string;
let applied: Map<string, AppliedMachine>;
let shown: string[];
let isApproved: boolean;

const given = (more: object = {}) =>
  settings({
    cwd: folder,
    home: folder,
    environment: {},
    plugins: ["roles"],
    approve: async ({ text, hasChanges }) => {
      shown.push(text);
      if (hasChanges && !isApproved) throw new Error("declined");
    },
    ...more,
  });
const input = () => readFileSync(join(folder, "input.yaml"), "utf8");
const motto = (machine: string, text: string) => writeFileSync(join(folder, machine, "etc/motto"), `Motto - ${text}\n`);

/** This computer's sh, for which a folder of the machine stands in place of the root. */
function session(machine: string): Session {
  const root = join(folder, machine);
  const inside = (text: string) => text.replaceAll(/\/(etc|var\/lib\/lambdastack)\b/g, `${root}/$1`);
  const outside = (text: string) => text.replaceAll(root, "");
  return {
    machine,
    run: async ({ script }) => {
      const { status, stdout, stderr } = spawnSync("sh", [], { input: inside(script), encoding: "utf8" });
      return { status: status ?? 255, stdout: outside(stdout), stderr, milliseconds: 1 };
    },
    feed: () => Promise.reject(new Error("nothing is fed")),
    drain: () => Promise.reject(new Error("nothing is drained")),
    close: async () => undefined,
  };
}

function resourcesOf({ manifest }: Workspace): Resource[] {
  const { motto: text } = findDocument(manifest, "configuration/keeper")?.specification ?? {};
  return [{ type: "file", props: { path: "/etc/motto", content: `Motto - ${text}\n` } }];
}

function planned(name: string, workspace: Workspace): Promise<PreparedMachine> {
  const run: MachineRun = {
    machine: exampleMachine({ name, component: "keeper", components: ["keeper"], roles: ["keeper"] }),
    facts,
    session: session(name),
    roles: [{ role: "keeper", resources: resourcesOf(workspace) }],
    overrides: overridesOf(workspace.manifest).filter(({ machine }) => machine === name),
    applied: applied.get(name) ?? { machine: name, roles: {} },
    types: new Map(resourceTypes.map((type) => [type.name, type])),
    secrets: { read: () => undefined },
    outputs: { read: () => undefined, write: async () => undefined },
    events: { emit: () => undefined, subscribe: () => () => undefined },
  };
  return planMachine(run);
}

function comparison(more: object = {}): Comparison {
  const files = [join(folder, "input.yaml")];
  const compare: Comparison["compare"] = async (texts) => {
    const host = await openHost(given());
    const workspace = await openWorkspace({ settings: given(more), host, files, texts });
    const machines = await Promise.all(["one", "two"].map((name) => planned(name, workspace)));
    return { run: { workspace, folder: workspace.folder }, prepared: { machines } } as unknown as ComponentsRun;
  };
  return { files, settings: given(more), compare };
}

const adopt = async (more: object = {}) => {
  const { adopted, left } = await adoptChanges(comparison(more));
  return {
    adopted: adopted.map(({ machine, document, keys = [] }) => [machine, document, ...keys].join(" ")),
    left: left.map(({ machine, reason }) => `${machine}: ${reason}`),
  };
};
const changes = async () =>
  (await comparison().compare()).prepared?.machines.flatMap(({ plan }) => plan.changes.map(({ machine }) => machine));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "adopt-"));
  [applied, shown, isApproved] = [new Map(), [], true];
  mkdirSync(join(folder, "roles/keeper/apply"), { recursive: true });
  for (const [path, text] of Object.entries(role)) writeFileSync(join(folder, "roles/keeper", path), text);
  writeFileSync(join(folder, "input.yaml"), documents);
  for (const name of ["one", "two"]) mkdirSync(join(folder, name, "etc"), { recursive: true });
  for (const prepared of (await comparison().compare()).prepared?.machines ?? [])
    await applyRole(prepared, "keeper", {
      version: "1.0.0",
      signal: new AbortController().signal,
      recorded: async (record) => void applied.set(record.machine, structuredClone(record)),
    });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("adoptChanges", { timeout: 60_000 }, () => {
  it("writes a change to the key that feeds it, and the next plan is empty", async () => {
    motto("one", "Often");
    motto("two", "Often");

    expect((await adopt()).adopted).toEqual([
      'one configuration/keeper "default" motto',
      'two configuration/keeper "default" motto',
    ]);
    expect(input()).toBe(documents.replace("Never", "Often"));
    expect(await changes()).toEqual([]);
  });

  it("overrides where a key would change other machines too", async () => {
    motto("one", "Often");

    expect((await adopt()).adopted).toEqual(['one configuration/override "adopted-1"']);
    expect(input().startsWith(`${documents}---\nkind: configuration/override\n`)).toBe(true);
    expect(await changes()).toEqual([]);
  });

  it("overrides where two machines would give a key two values", async () => {
    motto("one", "Often");
    motto("two", "Seldom");

    const { adopted } = await adopt();

    expect(adopted).toEqual(['one configuration/override "adopted-1"', 'two configuration/override "adopted-2"']);
    expect(await changes()).toEqual([]);
  });

  it("overrides where the key cannot hold the value", async () => {
    motto("one", "far too long for it");
    motto("two", "far too long for it");

    expect((await adopt()).adopted.map((line) => line.split(" ")[1])).toEqual(Array(2).fill("configuration/override"));
    expect(await changes()).toEqual([]);
  });

  it("overrides in a narrowed run, which does not see what else a key changes", async () => {
    motto("one", "Often");
    motto("two", "Often");

    const { adopted } = await adopt({ components: ["keeper"] });

    expect(adopted.every((line) => line.includes("configuration/override"))).toBe(true);
  });

  it("writes nothing that was not approved", async () => {
    motto("one", "Often");
    isApproved = false;

    await expect(adopt()).rejects.toThrow("declined");

    expect(shown[0]).toContain("+  value: |\n+    Motto - Often\n");
    expect(input()).toBe(documents);
  });

  it("says so where nothing was changed by hand, and wants a file", async () => {
    expect(await adopt()).toEqual({ adopted: [], left: [] });
    expect(shown).toEqual(["Nothing was changed by hand.\n"]);
    await expect(adoptChanges({ ...comparison(), files: [] })).rejects.toMatchObject({ code: "nothing-to-adopt-into" });
  });
});
