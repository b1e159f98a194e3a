import { describe, expect, it } from "vitest";
import { adoptedValue, valueOfKey } from "./adopted-value.ts";

const at = { key: "port", resource: "file:/etc/a", property: "content" };

describe("adoptedValue", () => {
  it.each([
    ["a line of a text", "^port = (.+)$", "# a\nport = 81\n", 80, 81],
    ["text", "^port = (.+)$", "port = 81", "80", "81"],
    ["a truth", "^on = (.+)$", "on = false", true, false],
    ["the whole but its end", "([^]*)\n", "a\nb\n", "a", "a\nb"],
    ["the whole field", undefined, "0600", "0644", "0600"],
  ])("is %s", (_title, pattern, field, now, value) => {
    expect(adoptedValue({ ...at, ...(pattern && { pattern }) }, field, now)).toBe(value);
  });

  it.each([
    ["the line is not there", "^port = (.+)$", "ports = 81", 80],
    ["it is no number any more", "^port = (.+)$", "port = http", 80],
    ["a number would be written otherwise", "^port = (.+)$", "port = 0x51", 80],
    ["it is neither true nor false", "^on = (.+)$", "on = maybe", true],
    ["the key is no text, number or boolean", "^port = (.+)$", "port = 81", ["80"]],
    ["the field is no text", "^port = (.+)$", 81, 80],
    ["the field is another type than the key", undefined, "81", 80],
  ])("is nothing where %s", (_title, pattern, field, now) => {
    expect(adoptedValue({ ...at, ...(pattern && { pattern }) }, field, now)).toBeUndefined();
  });
});

describe("valueOfKey", () => {
  it("goes down the levels of a key, and no further than there are", () => {
    expect(valueOfKey({ timeouts: { connect: "5s" } }, "timeouts.connect")).toBe("5s");
    expect(valueOfKey({ timeouts: "5s" }, "timeouts.connect")).toBeUndefined();
    expect(valueOfKey({}, "toString")).toBeUndefined();
  });
});
