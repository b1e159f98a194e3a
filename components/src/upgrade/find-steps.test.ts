import type { PreparedMachine } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { findSteps } from "./find-steps.ts";
import { requireAppliedAsIs } from "./require-applied-as-is.ts";
import { requireNamed } from "./require-named.ts";

interface Given {
  /** What the machine's sources answer, a line per package. */
  offers?: readonly string[];
  family?: "debian" | "rhel";
  changes?: readonly object[];
  seen?: string;
  /** Id of another resource that was applied otherwise than it is. */
  applied?: string;
}

const types = new Map<string, object>([
  ["file", { identify: ({ path }: { path: string }) => path }],
  ["package", { identify: ({ name }: { name: string }) => name }],
]);

/** A machine with one package for each of two roles. */
function machine(name: string, { offers = [], family = "debian", changes = [], seen = "", applied: id }: Given = {}) {
  const wantedOf = (role: string, type: string, identity: string) => {
    const props = type === "package" ? { name: identity } : { path: identity };
    const kind = { name: type, essence: (observed: unknown) => observed, nothing: () => ({}) };
    return { role, type: kind, props, identity, id: `${type}:${identity}`, alsoRoles: [] };
  };
  const wanted = [
    wantedOf("store", "package", "store-server"),
    wantedOf("client", "package", "client-server"),
    wantedOf("store", "file", "/etc/store-of-version"),
  ];
  const asked: string[] = [];
  const session = {
    run: async ({ script }: { script: string }) => {
      asked.push(script);
      return { status: 0, stdout: `${offers.join("\n")}\n`, stderr: "", milliseconds: 1 };
    },
  };
  const resources = [{ type: "package", identity: "store-server", created: true, record: {}, seen }];
  const [type = "", identity = ""] = id?.split(":") ?? [];
  if (id) resources.push({ type, identity, created: true, record: {}, seen: "something else" });
  return {
    run: { machine: { name }, facts: { os: { family } }, session, types },
    plan: { machine: name, changes, compared: 2, deferred: [], unmanaged: [] },
    compared: wanted.map((one) => ({ wanted: one, observed: { status: "installed" }, change: undefined })),
    removals: [],
    ledger: { applied: { roles: { store: { resources } } } },
  } as unknown as PreparedMachine;
}

const prepared = (machines: readonly PreparedMachine[], isSelected = (_role: string) => true) => ({
  machines,
  ordering: { order: ["store", "client"] } as never,
  roles: new Map([["store", { manifest: { hops: { "store-server": "minor" } } }]]) as never,
  selection: { machine: () => true, unit: ({ role }: { role: string }) => isSelected(role), isWhole: () => true },
});

const nobodyLeads = { leads: () => false, roundsOf: () => [] };

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
      ...nobodyLeads,
      leads,
    });

    expect(steps.map((step) => step.machine)).toEqual(["b", "a"]);
  });

  it("begins with the machine that a forgotten upgrade left half done", async () => {
    const isHalfDone = ({ machine: name }: { machine: string }) => name === "b";

    const machines = [machine("a", { offers: both }), machine("b", { offers: both })];
    const steps = await findSteps(prepared(machines), { ...nobodyLeads, leads: isHalfDone, isHalfDone });

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

  it("is a hop of every role that hops with the same package before any makes its next one, and a round on every machine before the next", async () => {
    const offers = ["store-server 1.1 1.3 newer 1.3=newer 1.2=newer", "tool 7 8 newer 8=newer"];
    const roundsOf = () => [["store-server"], []];
    const two = prepared([machine("a", { offers }), machine("b", { offers })]);
    const parts = {
      ...two,
      roles: new Map(
        ["store", "client"].map((role) => [role, { manifest: { hops: { "store-server": "minor" } } }]),
      ) as never,
    };
    for (const { compared } of parts.machines)
      for (const { wanted } of compared) Object.assign(wanted, { props: { name: "store-server" } });

    const steps = await findSteps(parts, { ...nobodyLeads, roundsOf });

    const told = steps.map(
      ({ role, machine: on, round, packages: [one] }) => `${role} ${on} ${round} ${one?.to ?? "-"}`,
    );
    const hop = (to: string) =>
      ["store", "client"].flatMap((role) => [
        ...["a", "b"].map((on) => `${role} ${on} 0 ${to}`),
        ...["a", "b"].map((on) => `${role} ${on} 1 -`),
      ]);
    expect(told).toEqual([...hop("1.2"), ...hop("1.3")]);
  });

  it("has packages that the role's task does not place before its rounds, and no rounds for these alone", async () => {
    const steps = async (offers: string[], placed: string) => {
      const found = await findSteps(prepared([machine("a", { offers })]), {
        ...nobodyLeads,
        roundsOf: () => [[placed]],
      });
      return found.map(({ round, packages }) => [round, ...packages.map(({ name }) => name)]);
    };

    expect(await steps(["store-server 1 2 newer 2=newer"], "store-server")).toEqual([[0, "store-server"]]);
    expect(await steps(["store-server 1 2 newer 2=newer"], "another")).toEqual([[undefined, "store-server"]]);
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

describe("what a task `upgrade` names", () => {
  const named = (...resources: { type: string; props: object }[]) =>
    requireNamed({
      machines: [machine("a")],
      steps: [{ role: "store", machine: "a", packages: [], isDone: false }],
      resourcesOf: () => resources as never,
    });

  it("stands in the task `apply` of the role, but for steps and checks", () => {
    const file = { type: "file", props: { path: "/etc/store-of-version" } };
    const others = ["step", "check"].map((type) => ({ type, props: { name: "x" } }));

    expect(() => named(file, { type: "package", props: { name: "store-server" } }, ...others)).not.toThrow();
    expect(() => named({ type: "package", props: { name: "stor-server" } })).toThrow(/names package:stor-server/);
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
      const made = [{ type: "file", props: { path: "/etc/store-of-version" } }];
      requireAppliedAsIs({ machines: [machine("a", given)], steps: [hop, { ...hop }], resourcesOf: () => made });
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

  it("is none where the role's upgrade writes it, but is refused when that was changed by hand", () => {
    const changes = [change("file:/etc/store-of-version", { field: "content" })];

    const after = { ...change("command:store is told"), action: "may-run" };
    const alone = { ...change("command:store is told"), action: "run" };

    expect(refusal({ changes: [...changes, after] })).toBeUndefined();
    expect(refusal({ changes: [alone] })).toBe("upgrade-before-apply");
    expect(refusal({ changes, applied: "file:/etc/store-of-version" })).toBe("upgrade-over-drift");
  });

  it("is none where only a version differs, or another role", () => {
    const version = change("package:store-server", { field: "version", from: "1", to: "2" });

    expect(refusal({ changes: [version], seen: "something else" })).toBeUndefined();
    expect(refusal({ changes: [damaged] }, "client")).toBeUndefined();
  });
});
