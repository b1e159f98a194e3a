import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quote } from "./quote.ts";

const shell = (script: string) => execFileSync("/bin/sh", ["-s"], { input: script, encoding: "utf8" });

test("every text reaches a program as it is", () => {
  const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));

  fc.assert(
    fc.property(fc.array(text, { minLength: 200, maxLength: 200 }), (values) => {
      const words = values.map((value) => `printf '%s\\036' ${quote(value)}`).join("\n");

      expect(shell(words)).toBe(values.map((value) => `${value}\x1e`).join(""));
    }),
    { numRuns: 10 },
  );
});

test.each(["$(touch x)", "`id`", "a'b", "'", "-rf", "\n", "{{x}}", "\\", "$HOME", "", "*", "é ü 漢"])(
  "%j stays literal",
  (value) => {
    expect(shell(`printf '%s' ${quote(value)}`)).toBe(value);
  },
);

test("a NUL byte is refused", () => {
  expect(() => quote("a\0b")).toThrow(/NUL/);
});
