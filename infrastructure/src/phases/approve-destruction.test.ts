import type { InfrastructurePlan } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { destructionText } from "./approve-destruction.ts";

const plan = (names: string[]): InfrastructurePlan => ({
  changes: names.map((name) => ({ action: "delete", what: "machine", name, destroys: true })),
  machines: [],
  observed: [],
});

describe("what a destruction says beforehand", () => {
  it("is that given machines stay, and that keys and secrets of them are kept", () => {
    const text = destructionText(plan([]), { root: "/build/shop", purge: false, keepsMachines: true });

    expect(text).toBe(
      "Machines: they were given, and stay as they are with all that runs on them. They get their own package sources back.\n" +
        "  - build folder /build/shop, but for its backups, keys and secrets",
    );
  });

  it("names each machine that goes", () => {
    const text = destructionText(plan(["shop-web-1"]), { root: "/build/shop", purge: false, keepsMachines: false });

    expect(text).toContain("- delete machine shop-web-1");
    expect(text).toMatch(/- build folder \/build\/shop, but for its backups$/);
  });

  it("is with --purge that backups, keys and secrets go too", () => {
    const text = destructionText(plan([]), { root: "/build/shop", purge: true, keepsMachines: true });

    expect(text).toMatch(/- build folder \/build\/shop, with its backups, keys and secrets$/);
  });
});
