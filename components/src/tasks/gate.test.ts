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

  it("is closed again behind them", async () => {
    const { pass } = gate(2);
    await Promise.all([pass(), pass()]);
    let isOpen = false;

    const again = pass().then(() => {
      isOpen = true;
    });
    await Promise.resolve();
    expect(isOpen).toBe(false);
    await Promise.all([again, pass()]);

    expect(isOpen).toBe(true);
  });

  it("tells those who wait, and those who come later, that one will not come", async () => {
    const { pass, close } = gate(3);

    const waiting = pass();
    close();

    expect([await waiting, await pass()]).toEqual([false, false]);
  });
});
