import fc from "fast-check";
import { expect, it } from "vitest";
import type { Document } from "../documents/document.ts";
import type { StateNode } from "../state/state.ts";
import { type Allocation, allocateMachines } from "./allocate-machines.ts";

const cluster = (components: Record<string, unknown>, more = {}): Document => ({
  kind: "lambdastack-cluster",
  name: "default",
  version: "1.0.0",
  specification: { name: "demo", components, ...more },
});

const applied = ({ wanted, lastIndex }: Allocation) => ({
  nodes: wanted.map(
    ({ name, component, index }): StateNode => ({
      name,
      component,
      index,
      privateIP: "10.0.0.1",
      usedBy: component,
    }),
  ),
  lastIndex,
});
const names = ({ wanted }: Allocation) => wanted.map(({ name }) => name);
const nothing = { nodes: [], componentRoles: {} };

it("names machines by prefix, cluster, component and number", () => {
  const result = allocateMachines({
    cluster: cluster({ load_balancer: { count: 1 }, web: { count: 2 } }, { prefix: "test" }),
    nodes: [],
    componentRoles: { load_balancer: ["haproxy", "node-exporter"] },
  });

  expect(names(result)).toEqual(["test-demo-load-balancer-1", "test-demo-web-1", "test-demo-web-2"]);
  expect(result.wanted[0]).toMatchObject({
    component: "load_balancer",
    components: ["load_balancer"],
    roles: ["haproxy", "node-exporter"],
    exists: false,
  });
});

it("lets the highest number leave and never gives it again", () => {
  const three = allocateMachines({ ...nothing, cluster: cluster({ web: { count: 3 } }) });

  const two = allocateMachines({ ...nothing, cluster: cluster({ web: { count: 2 } }), ...applied(three) });
  const again = allocateMachines({ ...nothing, cluster: cluster({ web: { count: 3 } }), ...applied(two) });

  expect(two.leaving.map(({ name }) => name)).toEqual(["demo-web-3"]);
  expect(names(again)).toEqual(["demo-web-1", "demo-web-2", "demo-web-4"]);
});

it("lets the machines leave that the component names, also once they are gone", () => {
  const document = cluster({ web: { count: 2, remove: ["demo-web-1"] } });
  const three = allocateMachines({ ...nothing, cluster: cluster({ web: { count: 3 } }) });

  const two = allocateMachines({ ...nothing, cluster: document, ...applied(three) });
  const same = allocateMachines({ ...nothing, cluster: document, ...applied(two) });

  expect(two.leaving.map(({ name }) => name)).toEqual(["demo-web-1"]);
  expect(names(same)).toEqual(["demo-web-2", "demo-web-3"]);
  expect(same.leaving).toEqual([]);
});

it("lets every machine of a component leave that is no longer in the document", () => {
  const before = allocateMachines({ ...nothing, cluster: cluster({ web: { count: 2 } }) });

  const after = allocateMachines({ ...nothing, cluster: cluster({}), ...applied(before) });

  expect(after.leaving).toHaveLength(2);
  expect(after.lastIndex).toEqual({ web: 2 });
});

it("gathers every fault: names, counts, machines to remove that never were", () => {
  const components = {
    "a.b": { count: 1 },
    [`x${"y".repeat(60)}`]: { count: 1 },
    web: { count: -1 },
    db: { count: 0, remove: ["demo-db-7"] },
  };

  const codes = (() => {
    try {
      allocateMachines({ ...nothing, cluster: cluster(components) });
      return [];
    } catch (error) {
      return (error as { problems: { code: string }[] }).problems.map(({ code }) => code).sort();
    }
  })();

  expect(codes).toEqual([
    "invalid-count",
    "invalid-machine-label",
    "invalid-machine-label",
    "unknown-machine-to-remove",
  ]);
});

it("refuses two components whose machines would have one name", () => {
  const both = cluster({ a_b: { count: 1 }, "a-b": { count: 1 } });

  expect(() => allocateMachines({ ...nothing, cluster: both })).toThrow(
    expect.objectContaining({ code: "machine-name-twice" }),
  );
});

it("gives each number once, gives the count that is asked for, and changes nothing when asked again", () => {
  const step = fc.record({ count: fc.nat(6), remove: fc.array(fc.nat(8), { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let state: ReturnType<typeof applied> = { nodes: [], lastIndex: {} };
      const gone = new Set<string>();
      for (const { count, remove } of steps) {
        const known = remove.filter((n) => n >= 1 && n <= (state.lastIndex.web ?? 0)).map((n) => `demo-web-${n}`);
        const document = cluster({ web: { count, remove: known } });
        const result = allocateMachines({ ...nothing, cluster: document, ...state });
        const kept = result.wanted.filter(({ exists }) => exists).map(({ name }) => name);
        for (const { name } of result.leaving) gone.add(name);

        expect(result.wanted).toHaveLength(count);
        expect(new Set(names(result)).size).toBe(count);
        expect(names(result).filter((name) => gone.has(name) || known.includes(name))).toEqual([]);
        expect(kept.length + result.leaving.length).toBe(state.nodes.length);

        state = applied(result);
        const again = allocateMachines({ ...nothing, cluster: document, ...state });
        expect(again.wanted).toEqual(result.wanted.map((machine) => ({ ...machine, exists: true })));
        expect(again.leaving).toEqual([]);
      }
    }),
  );
});
