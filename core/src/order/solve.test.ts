import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MatchExpression, RoleManifest } from "../plugin-host/role.ts";
import { matches } from "./matches.ts";
import { providerModule, roleModule } from "./module-labels.ts";
import { type SolveInput, solve } from "./solve.ts";

const has = (key: string, value: string): MatchExpression[] => [{ key, operator: "eq", values: [value] }];
const role = (name: string, labels: Record<string, string> = {}, ...strong: MatchExpression[][]): RoleManifest => ({
  name,
  version: "1.0.0",
  description: name,
  labels,
  requires: { strong },
});
const local = providerModule({ name: "local", version: "2.0.0", description: "" });
const input = (roles: RoleManifest[], goals: string[], more: Partial<SolveInput> = {}): SolveInput => ({
  roles,
  goals,
  providers: [],
  present: [],
  ...more,
});
const names = (steps: ReturnType<typeof solve>) => steps.map(({ name }) => name);

const story = [
  role("postgresql", { kind: "database" }, has("kind", "persistence")),
  role("rook", { kind: "persistence" }, has("kind", "orchestrator")),
  role("nfs", { kind: "persistence" }, has("kind", "orchestrator"), has("kind", "infrastructure")),
  role("kubernetes", { kind: "orchestrator" }, has("kind", "infrastructure")),
];

describe("solve", () => {
  it("proposes everything in order, with reasons and alternatives", () => {
    expect(solve(input(story, ["postgresql"], { providers: [local] }))).toEqual([
      {
        name: "local",
        type: "provider",
        version: "2.0.0",
        because: [{ role: "kubernetes", requires: "kind = infrastructure" }],
        alternatives: [],
      },
      {
        name: "kubernetes",
        type: "role",
        version: "1.0.0",
        because: [{ role: "rook", requires: "kind = orchestrator" }],
        alternatives: [],
      },
      {
        name: "rook",
        type: "role",
        version: "1.0.0",
        because: [{ role: "postgresql", requires: "kind = persistence" }],
        alternatives: ["nfs"],
      },
      { name: "postgresql", type: "role", version: "1.0.0", because: [], alternatives: [] },
    ]);
  });

  it("leaves out what the cluster has", () => {
    const present = [local, roleModule(story[3] as RoleManifest)];

    expect(names(solve(input(story, ["postgresql"], { present })))).toEqual(["nfs", "postgresql"]);
  });

  it("goes back where the first choice leads nowhere", () => {
    const roles = [
      role("app", {}, has("kind", "store")),
      role("a-store", { kind: "store" }, has("kind", "tape")),
      role("b-store", { kind: "store" }, has("kind", "disk")),
      role("disk", { kind: "disk" }),
    ];

    expect(names(solve(input(roles, ["app"])))).toEqual(["disk", "b-store", "app"]);
  });

  it("does not choose what requires the asker in turn", () => {
    const roles = [
      role("app", { kind: "app" }, has("kind", "store")),
      role("a-store", { kind: "store" }, has("kind", "app")),
      role("b-store", { kind: "store" }),
    ];

    expect(names(solve(input(roles, ["app"])))).toEqual(["b-store", "app"]);
  });

  it("adds no second provider", () => {
    const roles = [role("app", {}, has("provider", "aws"))];
    const aws = providerModule({ name: "aws", version: "1.0.0", description: "" });

    expect(names(solve(input(roles, ["app"], { providers: [aws, local] })))).toEqual(["aws", "app"]);
    expect(() => solve(input(roles, ["app"], { present: [local] }))).toThrow();
  });

  it("names what nothing satisfies", () => {
    expect(() => solve(input(story.slice(0, 2), ["postgresql"]))).toThrow(
      expect.objectContaining({
        code: "no-solution",
        ending: "refused",
        hint: expect.stringContaining("rook requires kind = orchestrator"),
      }),
    );
  });

  it("gives a set that satisfies every strong requirement, each after what it needs, or refuses", () => {
    const kinds = ["a", "b", "c", "d", "e"];
    const edges = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)), { maxLength: 8 });

    fc.assert(
      fc.property(edges, fc.constantFrom(...kinds), (wanted, goal) => {
        const roles = kinds.flatMap((kind) =>
          [1, 2].map((n) =>
            role(`${kind}${n}`, { kind }, ...wanted.filter(([from]) => from === kind).map(([, to]) => has("kind", to))),
          ),
        );
        let steps: ReturnType<typeof solve>;
        try {
          steps = solve(input(roles, [`${goal}1`]));
        } catch (error) {
          expect(error).toMatchObject({ code: "no-solution" });
          return;
        }
        const order = names(steps);
        for (const name of order) {
          const before = order
            .slice(0, order.indexOf(name))
            .map((one) => roleModule(roles.find((other) => other.name === one) as RoleManifest));
          for (const entry of roles.find((one) => one.name === name)?.requires?.strong ?? [])
            expect(before.some((module) => matches(entry, module))).toBe(true);
        }
      }),
    );
  });
});
