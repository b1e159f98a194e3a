import { contentOf, describeRole, inMemoryRole, machineNamed, outcomes } from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test });
const machines = [machineNamed("demo-my-role-1", 11)];

// Everything that a valid role keeps to, as `lambdastack plugin verify` asks it.
describeRole(import.meta.dirname);

describe("my-role", () => {
  it("tells its message", async () => {
    const all = await outcomes(role, "apply", { machines, specification: { message: "Good morning", pause: 5 } });

    expect(contentOf(all, "file:/etc/my-role/message")).toBe("Good morning\n");
    expect(contentOf(all, "unit:my-role.service")).toContain("sleep 5;");
  });
});
