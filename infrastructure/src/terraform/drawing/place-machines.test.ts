import type { AllocatedMachine, StateNode } from "@lambdastack/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CloudComponent, CloudSubnet } from "./cloud-components.ts";
import { type PlacementRequest, placeMachines } from "./place-machines.ts";

const component = (name: string, ...subnets: CloudSubnet[]): CloudComponent => ({
  name,
  count: 1,
  subnets,
  usePublicIps: false,
});
const machine = (component: string, index: number): AllocatedMachine => {
  return { name: `${component}-${index}`, component, index, components: [component], roles: [], exists: false };
};
const place = (request: Partial<PlacementRequest>) =>
  placeMachines({
    addressPool: "10.1.0.0/20",
    networkExists: false,
    reserved: 3,
    nodes: [],
    machines: [],
    components: [],
    ...request,
  });

/** What would be recorded of what was placed. */
function recorded(machines: readonly AllocatedMachine[], placement: ReturnType<typeof place>): StateNode[] {
  return machines.map(({ name, component, index }) => {
    const { subnet, address = "" } = placement.machines[name] ?? {};
    return { name, component, index, privateIP: address, usedBy: component, subnet: subnet?.key };
  });
}

const first = { addressPool: "10.1.1.0/24", zone: "a" };
const second = { addressPool: "10.1.2.0/24", zone: "b" };

describe("places of machines", () => {
  it("are spread over the component's subnets, with the first address that the cloud leaves", () => {
    const machines = [1, 2, 3].map((index) => machine("web", index));

    const { machines: placed } = place({ components: [component("web", first, second)], machines });

    expect(machines.map(({ name }) => [placed[name]?.subnet.zone, placed[name]?.address])).toEqual([
      ["a", "10.1.1.4"],
      ["b", "10.1.2.4"],
      ["a", "10.1.1.5"],
    ]);
  });

  it("never change for a machine that exists, whatever comes, goes, or is added to the subnets", () => {
    const counts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(counts, (steps) => {
        let nodes: StateNode[] = [];
        for (const [step, count] of steps.entries()) {
          const subnets = step === 0 ? [first] : [second, first];
          const machines = Array.from({ length: count }, (_, n) => machine("web", n + 1));
          const placement = place({ components: [component("web", ...subnets), component("other")], machines, nodes });
          const next = recorded(machines, placement);
          for (const node of nodes) {
            const same = next.find(({ name }) => name === node.name);
            if (same) expect(same).toEqual(node);
          }
          nodes = next;
        }
      }),
    );
  });

  it("of components without subnets are in one that overlaps no other", () => {
    const named = { addressPool: "10.1.4.0/24" };
    const { subnets } = place({ components: [component("web", named), component("db")], machines: [machine("db", 1)] });

    expect(subnets.map(({ key }) => key)).toEqual(["10.1.4.0/24", "10.1.8.0/21"]);
  });

  it("stay in the shared subnet when another component gets one of its own", () => {
    const machines = [machine("db", 1)];
    const nodes = recorded(machines, place({ components: [component("db")], machines }));

    const later = place({
      components: [component("db"), component("web", { addressPool: "10.1.9.0/24" })],
      machines,
      nodes,
    });

    expect(later.machines["db-1"]?.address).toBe(nodes[0]?.privateIP);
  });

  it("in a subnet that exists already are the cloud's to choose", () => {
    const { machines } = place({
      components: [component("web", { id: "subnet-1" })],
      machines: [machine("web", 1)],
      networkExists: true,
    });

    expect(machines["web-1"]).toEqual({ subnet: { key: "subnet-1", id: "subnet-1" } });
  });

  it.each([
    ["overlapping-subnets", [first, { addressPool: "10.1.1.128/25" }]],
    ["subnet-outside-network", [{ addressPool: "10.9.0.0/24" }]],
    ["subnet-without-place", [{ zone: "a" }]],
  ])("are refused with %s", (code, subnets) => {
    expect(() => place({ components: [component("web", ...subnets)] })).toThrow(expect.objectContaining({ code }));
  });
});
