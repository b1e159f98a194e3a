import type { PreparedMachine } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { findSteps } from "./find-steps.ts";
import { requireAppliedAsIs } from "./require-applied-as-is.ts";

interface Given {
  /** What the machine's sources answer, a line per package. */
  offers?: readonly string[];
  family?: "debian" | "rhel";
  changes?: readonly object[];
  seen?: string;
}

/** A machine with one package for each of two roles. */
function machine(name: string, { offers = [], family = "debian", changes = [], seen = "" }: Given = {}) {
  const wanted = ["store", "client"].map((role) => {
    const props = { name: `${role}-server` };
    const type = { name: "package", essence: (observed: unknown) => observed, nothing: () => ({}) };
    return { role, type, props, identity: props.name, id: `package:${props.name}`, alsoRoles: [] };
  });
  const asked: string[] = [];
  const session = {
    run: async ({ script }: { script: string }) => {
      asked.push(script);
      return { status: 0, stdout: `${offers.join("\n")}\n`, stderr: "", milliseconds: 1 };
    },
  };
  const applied = { type: "package", identity: "store-server", created: true, record: {}, seen };
  return {
    run: { machine: { name }, facts: { os: { family } }, session },
    plan: { machine: name, changes, compared: 2, deferred: [], unmanaged: [] },
    compared: wanted.map((one) => ({ wanted: one, observed: { status: "installed" }, change: undefined })),
    removals: [],
    ledger: { applied: { roles: { store: { resources: [applied] } } } },
  } as unknown as PreparedMachine;
}

const prepared = (machines: readonly PreparedMachine[], isSelected = (_role: string) => true) => ({
  machines,
  ordering: { order: ["store", "client"] } as never,
  roles: new Map([["store", { manifest: { hops: { "store-server": "minor" } } }]]) as never,
  selection: { machine: () => true, unit: ({ role }: { role: string }) => isSelected(role), isWhole: () => true },
});

const nobodyLeads = { leads: () => false };

const both = ["store-server 1 2 newer", "client-server 5 5 same"];

describe("what there is to upgrade", () => {
  it("is what sources offer newer: roles in their order, a machine after another", async () => {
    const offers = ["client-server 5 6 newer", "store-server 1 2 newer"];

    const steps = await findSteps(prepared([machine("a", { offers }), machine("b", { offers: both })]), nobodyLeads);

    expect(steps.map(({ role, machine: name }) => `${role} on ${name}`)).toEqual([
      "store on a",
      "store on b",
      "client on a",
    ]);
    expect(steps[0]).toMatchObject({ packages: [{ name: "store-server", from: "1", to: "2" }], isDone: false });
  });

  it("is that of selected roles alone", async () => {
    const offers = ["client-server 5 6 newer"];

    const steps = await findSteps(
      prepared([machine("a", { offers })], (role) => role === "client"),
      nobodyLeads,
    );

    expect(steps.map(({ role }) => role)).toEqual(["client"]);
  });

  it("is never older: every such package at once", async () => {
    const offers = ["store-server 2 1 older", "client-server 6 5 older"];

    await expect(findSteps(prepared([machine("a", { offers })]), nobodyLeads)).rejects.toThrow(
      /2 packages cannot be upgraded as asked/,
    );
  });

  it("is nothing where a package is not there, or no source has it", async () => {
    const offers = ["store-server - 1 not-installed", "client-server 5 - nothing"];

    expect(await findSteps(prepared([machine("a", { offers })]), nobodyLeads)).toEqual([]);
  });

  it("ends with the machine that leads", async () => {
    const leads = ({ role, machine }: { role: string; machine: string }) => role === "store" && machine === "a";

    const steps = await findSteps(prepared([machine("a", { offers: both }), machine("b", { offers: both })]), {
      leads,
    });

    expect(steps.map((step) => step.machine)).toEqual(["b", "a"]);
  });

  it("begins with the machine that a forgotten upgrade left half done", async () => {
    const isHalfDone = ({ machine: name }: { machine: string }) => name === "b";

    const machines = [machine("a", { offers: both }), machine("b", { offers: both })];
    const steps = await findSteps(prepared(machines), { leads: isHalfDone, isHalfDone });

    expect(steps.map((step) => step.machine)).toEqual(["b", "a"]);
  });

  it("is a hop on every machine before the next one on any", async () => {
    const behind = ["store-server 1.1 1.3 newer 1.3=newer 1.2.5=newer 1.2.4=newer 1.1=same"];
    const ahead = ["store-server 1.2.5 1.3 newer 1.3=newer 1.2.5=same 1.1=older"];

    const steps = await findSteps(
      prepared([machine("a", { offers: ahead }), machine("b", { offers: behind }), machine("c", { offers: behind })]),
      nobodyLeads,
    );

    expect(steps.map(({ machine: name, packages: [one] }) => `${name}: ${one?.from} to ${one?.to}`)).toEqual([
      "b: 1.1 to 1.2.5",
      "c: 1.1 to 1.2.5",
      "a: 1.2.5 to 1.3",
      "b: 1.2.5 to 1.3",
      "c: 1.2.5 to 1.3",
    ]);
  });

  it("is nothing that nobody offers", async () => {
    const options = { ...nobodyLeads, to: "9" };

    await expect(findSteps(prepared([machine("a", { offers: both })]), options)).rejects.toMatchObject({
      code: "version-not-offered",
      ending: "refused",
    });
  });

  it("cannot be told on a system whose sources nobody can ask", async () => {
    await expect(findSteps(prepared([machine("a", { family: "rhel" })]), nobodyLeads)).rejects.toMatchObject({
      code: "upgrade-family",
      ending: "refused",
    });
  });
});

describe("what is not as it was applied", () => {
  const change = (resource: string, ...differences: object[]) => ({
    role: "store",
    machine: "a",
    resource,
    action: "update",
    differences,
  });
  const refusal = (given: Given, role = "store") => {
    try {
      const hop = { role, machine: "a", packages: [], isDone: false };
      requireAppliedAsIs([machine("a", given)], [hop, { ...hop }]);
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const damaged = change("package:store-server", { field: "status", from: "half-configured", to: "installed" });

  it("is refused where it was changed by hand", () => {
    expect(refusal({ changes: [damaged], seen: "something else" })).toBe("upgrade-over-drift");
  });

  it("is refused where it was not applied yet", () => {
    expect(refusal({ changes: [change("file:/etc/store", { field: "content" })] })).toBe("upgrade-before-apply");
  });

  it("is none where only a version differs, or another role", () => {
    const version = change("package:store-server", { field: "version", from: "1", to: "2" });

    expect(refusal({ changes: [version], seen: "something else" })).toBeUndefined();
    expect(refusal({ changes: [damaged] }, "client")).toBeUndefined();
  });
});
