import { describe, expect, it } from "vitest";
import type { AppliedMachine } from "../engine/machine-run.ts";
import { letGo, notLetGo } from "./let-go.ts";

describe("a machine that its roles let go", () => {
  const kept = new Map<string, AppliedMachine>();
  const applied = {
    read: async (machine: string) => kept.get(machine) ?? { machine, roles: {} },
    write: async (one: AppliedMachine) => void kept.set(one.machine, one),
  };
  const role = { version: "1", resources: [] };

  it("is known as such, with all that was applied there", async () => {
    kept.set("a", { machine: "a", roles: { store: role, client: role } });

    await letGo(applied, ["a", "unknown"]);

    const after = await applied.read("a");
    expect(after.roles.store).toEqual({ ...role, letsGo: true });
    expect(notLetGo(after, ["store", "client"])).toEqual([]);
    expect([...kept.keys()]).toEqual(["a"]);
  });

  it("is one no more for a role that was applied again", async () => {
    kept.set("a", { machine: "a", roles: { store: role, client: { ...role, letsGo: true } } });

    expect(notLetGo(await applied.read("a"), ["store", "client", "new"])).toEqual(["store", "new"]);
  });
});
