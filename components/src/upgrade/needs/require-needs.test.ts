import { expect, test } from "vitest";
import type { UnmetNeed } from "./find-needs.ts";
import { requireNeeds } from "./require-needs.ts";

const need = (machine: string, change: Partial<UnmetNeed> = {}): UnmetNeed => ({
  role: "store",
  machine,
  what: "memory",
  wanted: 2048,
  has: 512,
  from: "store 4",
  reason: "its index is kept in memory",
  ...change,
});

/** Machines db-1, db-2 of component db and web-1 of component web, which have documents of their own. */
function run(resizes: object) {
  const components = { db: { machine: "large" }, web: {} };
  const cluster = { kind: "lambdastack-cluster", provider: "cloud", name: "default", specification: { components } };
  const documents = [cluster, { kind: "infrastructure/virtual-machine", name: "default", specification: {} }];
  const host = { provider: () => ({ manifest: { resizes } }) };
  const machines = ["db-1", "db-2", "web-1"].map((name) => ({ machine: { name, component: name.split("-")[0] } }));
  return { run: { workspace: { host, manifest: { cluster, documents } } }, machines } as never;
}

const refusal = (resizes: object, needs: readonly UnmetNeed[]) => {
  try {
    requireNeeds(run(resizes), needs);
    return undefined;
  } catch (error) {
    return error as { code: string; message: string; hint: string; ending: string; problems: { hint: string }[] };
  }
};

const ofCluster = { kind: "lambdastack-cluster", field: "local.memory", unit: "MiB" };
const ofMachine = { kind: "infrastructure/virtual-machine", field: "size" };

test("nothing is refused where nothing is lacking", () => {
  expect(refusal({}, [])).toBeUndefined();
});

test("machines that lack the same are told together, with the lines that the documents lack", () => {
  const error = refusal({ memory: ofCluster }, [need("db-1"), need("db-2", { has: 1024 })]);

  expect(error).toMatchObject({ code: "infrastructure-needed", ending: "refused" });
  expect(error?.message).toBe(
    "store 4 of role store wants 2048 MiB of memory on each of its machines (its index is kept in memory), and there is 512 MiB of memory on db-1, 1024 MiB of memory on db-2.",
  );
  expect(error?.hint).toContain(
    "\nkind: lambdastack-cluster\nname: default\nspecification:\n  local:\n    memory: 2048",
  );
});

test("each component has its own document for its machines", () => {
  const error = refusal({ memory: ofMachine }, [need("db-1"), need("db-2"), need("web-1")]);

  expect(error?.problems.map(({ hint }) => hint.split("\n").slice(1))).toEqual([
    ["kind: infrastructure/virtual-machine", "name: large", "specification:", "  size: <a size with that memory>"],
    ["kind: infrastructure/virtual-machine", "name: default", "specification:", "  size: <a size with that memory>"],
  ]);
});

test("machines that no document makes larger get it by their own means", () => {
  expect(refusal({ memory: ofCluster }, [need("db-1", { what: "processors", wanted: 4, has: 2 })])?.hint).toContain(
    "by their own means",
  );
});
