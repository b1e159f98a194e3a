import type { PreparedMachine, Role } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { runningVersions } from "./running-versions.ts";

const roles = new Map([
  ["store", { name: "store", manifest: { hops: { "store-server": "minor" } } }],
  ["client", { name: "client", manifest: {} }],
]) as unknown as ReadonlyMap<string, Role>;

interface Given {
  role?: string;
  from?: string | null;
  isActive?: boolean;
  isRemembered?: boolean;
}

function machine({ role = "store", from = "1.1", isActive = false, isRemembered = false }: Given) {
  const one = (type: string, identity: string, props: object, differences: object[]) => ({
    wanted: { role, type: { name: type }, identity, props },
    observed: {},
    change: differences.length > 0 ? { action: "update", differences } : undefined,
  });
  return {
    compared: [
      one("package", "store-server", {}, [{ field: "version", ...(from !== null && { from }), to: "1.2-*" }]),
      one(
        "service",
        "store",
        { running: true },
        isActive ? [] : [{ field: "running", from: "inactive", to: "active" }],
      ),
    ],
    ledger: { applied: { roles: isRemembered ? { [role]: { resources: [{ type: "service" }] } } : {} } },
  } as unknown as Pick<PreparedMachine, "compared" | "ledger">;
}

describe("versions that `apply` leaves to `upgrade`", () => {
  const found = [{ role: "store", package: "store-server", runs: "1.1", wanted: "1.2-*" }];

  it("are those of a service that runs, or that was started before", () => {
    expect(runningVersions(machine({ isActive: true }), roles)).toEqual(found);
    expect(runningVersions(machine({ isRemembered: true }), roles)).toEqual(found);
  });

  it("are none before a service was started, of a package that is not there, and of a role without hops", () => {
    expect(runningVersions(machine({}), roles)).toEqual([]);
    expect(runningVersions(machine({ isActive: true, from: null }), roles)).toEqual([]);
    expect(runningVersions(machine({ role: "client", isActive: true }), roles)).toEqual([]);
  });
});
