import { describe, expect, it } from "vitest";
import { gate } from "./gate.ts";

describe("a gate", () => {
  it("opens once everybody has come", async () => {
    const { pass } = gate(2);
    const passed: string[] = [];

    const first = pass().then(() => passed.push("first"));
    await Promise.resolve();
    expect(passed).toEqual([]);
    await Promise.all([first, pass()]);

    expect(passed).toEqual(["first"]);
  });

  it("tells those who wait that one will not come", async () => {
    const { pass, close } = gate(2);

    const waiting = pass();
    close();

    expect(await waiting).toBe(false);
  });
});
