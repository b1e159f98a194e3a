import { providerModule, type Role, type RoleManifest, type State } from "@lambdastack/core";
import { expect, it } from "vitest";
import { requireApplied } from "./require-applied.ts";

const kind = (value: string) => [{ key: "kind", operator: "eq" as const, values: [value] }];
const role = (name: string, more: Partial<RoleManifest> = {}): Role => ({
  name,
  manifest: { name, version: "1.0.0", description: name, ...more },
  directory: "/",
  origin: "test",
  tasks: {},
});
const database = role("database", { requires: { strong: [kind("persistence"), kind("infrastructure")] } });
const roles = new Map(
  [
    database,
    role("rook", { labels: { kind: "persistence", short: "RK" } }),
    role("nfs", { labels: { kind: "persistence" } }),
  ].map((one) => [one.name, one]),
);
const provider = providerModule({ name: "local", version: "1.0.0", description: "" });
const stateWith = (sections: object) =>
  ({ kind: "state", version: "1", lineage: "x", serial: 1, ...sections }) as State;
const check = (state: State | undefined) => () => requireApplied({ role: database, roles, present: [provider], state });

it("lets a role run whose requirements were applied, each by any one module", () => {
  expect(check(stateWith({ rk: { status: "applied" } }))).not.toThrow();
});

it.each([
  ["nothing was applied", undefined],
  ["it failed", stateWith({ rk: { status: "failed" } })],
  ["it was destroyed", stateWith({ nfs: { status: "destroyed" } })],
])("refuses and says what to apply first where %s", (_, state) => {
  expect(check(state)).toThrow(
    expect.objectContaining({
      code: "requirement-not-applied",
      ending: "refused",
      message: "The role database requires rook or nfs, which is part of this cluster and not applied yet.",
      hint: "Apply it first: components apply rook, or components apply nfs.",
    }),
  );
});
