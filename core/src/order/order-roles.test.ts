import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StackError } from "../errors/stack-error.ts";
import type { MatchExpression, RoleManifest } from "../plugin-host/role.ts";
import { matches } from "./matches.ts";
import { providerModule } from "./module-labels.ts";
import { orderRoles } from "./order-roles.ts";

const role = (name: string, more: Partial<RoleManifest> = {}): RoleManifest => ({
  name,
  version: "1.0.0",
  description: name,
  ...more,
});
const named = (...names: string[]): MatchExpression[][] =>
  names.map((name) => [{ key: "name", operator: "eq", values: [name] }]);
const all = (roles: RoleManifest[]) => ({ roles, selected: roles.map(({ name }) => name) });
const failure = (run: () => unknown): StackError => {
  try {
    run();
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  return expect.fail("no error was thrown");
};

describe("orderRoles", () => {
  it("puts what is required first and the rest in alphabetical order", () => {
    const roles = [role("web", { requires: { strong: named("db") } }), role("db"), role("agent")];

    expect(orderRoles(all(roles))).toEqual({
      order: [["agent", "db"], ["web"]],
      before: { agent: [], db: [], web: ["db"] },
      notes: [],
    });
  });

  it("orders weakly required roles only where they are selected", () => {
    const roles = [role("logs"), role("app", { requires: { weak: named("logs", "metrics") } }), role("metrics")];

    expect(orderRoles({ roles, selected: ["app", "logs"] }).before).toEqual({ app: ["logs"], logs: [] });
  });

  it("puts the publisher of a value before its consumers, but never a role before itself", () => {
    const roles = [
      role("alpha", { consumes: ["target"], publishes: { target: {} } }),
      role("zeta", { publishes: { target: {} } }),
    ];

    expect(orderRoles(all(roles)).before).toEqual({ alpha: ["zeta"], zeta: [] });
  });

  it("drops the weak edge that closes a circle, with a note", () => {
    const roles = [
      role("app", { requires: { strong: named("db") } }),
      role("db", { requires: { weak: named("app") } }),
    ];

    const { order, notes } = orderRoles(all(roles));

    expect(order).toEqual([["db"], ["app"]]);
    expect(notes).toEqual(['"db" does not wait for "app", which already waits for it.']);
  });

  it("prints the path of a circle of strong requirements", () => {
    const roles = [
      role("c", { requires: { strong: named("a") } }),
      role("a", { requires: { strong: named("b") } }),
      role("b", { requires: { strong: named("c") } }),
    ];

    const error = failure(() => orderRoles(all(roles)));

    expect([error.code, error.ending]).toEqual(["requirement-cycle", "invalid"]);
    expect(error.message).toContain("a -> b -> c -> a");
  });

  it("refuses every unmet strong requirement, naming what would satisfy it and what comes before that", () => {
    const roles = [
      role("broker", {
        requires: {
          strong: [
            [{ key: "kind", operator: "eq", values: ["coordinator"] }],
            [{ key: "prvider", operator: "in", values: ["aws", "azure"] }],
          ],
        },
      }),
      role("keeper", { labels: { kind: "coordinator" }, requires: { strong: named("java") } }),
      role("java"),
    ];
    const present = [providerModule({ name: "any", version: "1.0.0", description: "" })];

    const error = failure(() => orderRoles({ roles, selected: ["broker"], present }));

    expect(error.problems.map(({ code, ending, message, hint }) => [code, ending, message, hint])).toEqual([
      [
        "requirement-unmet",
        "refused",
        'The role "broker" requires a module with kind = coordinator; none is part of this cluster.',
        "Apply it first: keeper (components apply java, then components apply keeper). Or add it to a component in the documents. All of them: lambdastack search 'kind=coordinator'",
      ],
      [
        "requirement-unmet",
        "refused",
        'The role "broker" requires a module with prvider in [aws, azure]; none is part of this cluster.',
        'No module has the label "prvider". Did you mean "provider"?',
      ],
    ]);
  });

  it("lets the provider satisfy a requirement without ordering it", () => {
    const strong: MatchExpression[][] = [
      [
        { key: "kind", operator: "eq", values: ["infrastructure"] },
        { key: "provider", operator: "in", values: ["local", "aws"] },
      ],
    ];
    const present = [providerModule({ name: "local", version: "1.0.0", description: "" })];

    expect(orderRoles({ ...all([role("db", { requires: { strong } })]), present }).before).toEqual({ db: [] });
  });

  it("does not let a role satisfy its own requirement", () => {
    expect(failure(() => orderRoles(all([role("db", { requires: { strong: named("db") } })]))).code).toBe(
      "requirement-unmet",
    );
  });

  it("gives a complete order that respects every prerequisite, the same for any order of the input", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const weak = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 15 });
    const build = (edges: [string, string][]): RoleManifest[] =>
      names.map((name) => {
        const wanted = edges.filter(([from]) => from === name).map(([, to]) => to);
        return role(name, { requires: { weak: named(...wanted) } });
      });

    fc.assert(
      fc.property(weak, fc.shuffledSubarray(names, { minLength: names.length }), (edges, selected) => {
        const roles = build(edges);
        const result = orderRoles({ roles, selected });
        const flat = result.order.flat();

        expect([...flat].sort()).toEqual(names);
        for (const [name, before] of Object.entries(result.before))
          for (const other of before) expect(flat.indexOf(other)).toBeLessThan(flat.indexOf(name));
        expect(orderRoles({ roles: [...roles].reverse(), selected: names })).toEqual(result);
      }),
    );
  });
});

describe("matches", () => {
  const module = { name: "kafka", labels: { kind: "stream", version: "1.10.0", released: "2.5" } };
  const one = (key: string, operator: MatchExpression["operator"], ...values: (string | number)[]): boolean =>
    matches([{ key, operator, ...(values.length > 0 ? { values } : {}) }], module);

  it.each([
    ["kind", "eq", "stream", true],
    ["kind", "ne", "stream", false],
    ["missing", "ne", "stream", true],
    ["missing", "eq", "stream", false],
    ["version", "gt", "1.9", true],
    ["version", "lt", "1.9", false],
    ["version", "ge", "1.10", true],
    ["version", "le", "1.10.0", true],
    ["version", "gt", "1.10", false],
    ["kind", "gt", "1.0", false],
    ["released", "eq", 2.5, true],
    ["toString", "ne", "x", true],
  ] as const)("%s %s %s is %s", (key, operator, value, expected) => {
    expect(one(key, operator, value)).toBe(expected);
  });

  it("knows lists, presence and absence", () => {
    expect([one("kind", "in", "a", "stream"), one("kind", "notin", "a", "stream")]).toEqual([true, false]);
    expect([one("kind", "exists"), one("kind", "absent")]).toEqual([true, false]);
    expect([one("toString", "exists"), one("toString", "absent")]).toEqual([false, true]);
  });

  it("wants every expression of an entry from the same module", () => {
    const entry: MatchExpression[] = [
      { key: "kind", operator: "eq", values: ["stream"] },
      { key: "version", operator: "lt", values: ["1.0"] },
    ];

    expect(matches(entry, module)).toBe(false);
  });
});
