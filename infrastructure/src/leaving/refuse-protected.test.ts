import type { InfrastructureChange, Manifest, StateNode } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { refuseProtected } from "./refuse-protected.ts";

const manifest = (components: object): Manifest => {
  const cluster = {
    kind: "lambdastack-cluster",
    name: "default",
    version: "1.0.0",
    specification: { name: "demo", components },
  };
  return { cluster, documents: [cluster] } as unknown as Manifest;
};
const going = (action: InfrastructureChange["action"], destroys = true): InfrastructureChange => ({
  action,
  what: "machine",
  name: "demo-db-2",
  destroys,
});
const node = { name: "demo-db-2", component: "db", index: 2, privateIP: "10.0.0.2", usedBy: "db" } satisfies StateNode;
const refusal = (
  change: InfrastructureChange,
  components: object,
  { before, nodes = [node] }: { before?: object; nodes?: StateNode[] } = {},
) => {
  const context = { manifest: manifest(components), section: undefined, nodes };
  return () => refuseProtected({ plan: { changes: [change] }, context, before: before && manifest(before) });
};

describe("machines of a component with prevent_destroy", () => {
  it.each(["delete", "replace"] as const)("are named and refused when the plan would %s them", (action) => {
    expect(refusal(going(action), { db: { count: 1, prevent_destroy: true } })).toThrow(
      expect.objectContaining({ code: "destroy-prevented", message: expect.stringContaining("demo-db-2") }),
    );
  });

  it("are recognised by their name where nothing is recorded", () => {
    expect(refusal(going("delete"), { db: { prevent_destroy: true } }, { nodes: [] })).toThrow();
  });

  it("stay protected when their component leaves the documents, until the documents say otherwise", () => {
    const before = { db: { prevent_destroy: true } };

    expect(refusal(going("delete"), {}, { before })).toThrow();
    expect(refusal(going("delete"), { db: { count: 0 } }, { before })).not.toThrow();
  });

  it("may leave the cluster where they are given and stay", () => {
    expect(refusal(going("leave", false), { db: { prevent_destroy: true } })).not.toThrow();
  });
});
