import type { PreparedMachine } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { earlyPackages } from "./early-packages.ts";

const resource = (id: string, action?: string, role = "queue") => ({
  wanted: { id, role, type: { name: id.split(":")[0] } },
  ...(action && { change: { action } }),
});
const machine = (...compared: ReturnType<typeof resource>[]) => ({ compared }) as unknown as PreparedMachine;

describe("packages that a rolling role installs early", () => {
  it("are those that stand before everything else and are missing", () => {
    const early = earlyPackages(
      machine(
        resource("package:other", "create", "agent"),
        resource("package:queue", "create"),
        resource("package:tools"),
        resource("file:/etc/queue", "create"),
        resource("package:late", "create"),
      ),
      "queue",
    );

    expect([...early]).toEqual(["package:queue"]);
  });

  it("are not those that are there in another version: an upgrade may restart a service", () => {
    expect([...earlyPackages(machine(resource("package:queue", "update")), "queue")]).toEqual([]);
  });
});
