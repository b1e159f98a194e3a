import { describe, expect, it } from "vitest";
import { layComputed } from "./lay-computed.ts";
import { stepsOf, valuesOf } from "./values-of.ts";

const kind = "configuration/azi";
const configuration = { size: 3, net: { "a.b": { deep: true }, list: [{ c: 1 }], empty: {} }, "back\\slash": null };

describe("a whole configuration as computed values", () => {
  it("has a key for each value, from which its place is read again", () => {
    const values = valuesOf(configuration, "here");

    expect(values.map(({ key, value }) => [stepsOf(key), value])).toEqual([
      [["size"], 3],
      [["net", "a.b", "deep"], true],
      [["net", "list"], [{ c: 1 }]],
      [["net", "empty"], {}],
      [["back\\slash"], null],
    ]);
  });

  it("is written as it was", () => {
    const { text } = layComputed({ kind, computed: valuesOf(configuration, "here") });

    expect(text).toContain("    a.b:\n      deep: true # here\n");
  });

  it("keeps the one value that was edited, and brings the others", () => {
    const first = layComputed({ kind, computed: valuesOf({ size: 3, net: { mtu: 1500 } }, "then") });
    const before = first.text.replace("size: 3", "size: 7");

    const { text, values } = layComputed({
      kind,
      computed: valuesOf({ size: 4, net: { mtu: 9000 } }, "now"),
      before,
      record: first.record,
    });

    expect(text).toContain("size: 7");
    expect(text).toContain("mtu: 9000 # now");
    expect(values.map(({ fate }) => fate)).toEqual(["kept", "computed"]);
  });

  it("stays away where somebody put another shape in its place", () => {
    const before = `kind: ${kind}\nname: default\nspecification:\n  net: none\n`;

    const { text, values } = layComputed({ kind, computed: valuesOf({ net: { mtu: 1 } }, "now"), before });

    expect(text).toBe(before);
    expect(values[0]?.fate).toBe("kept");
  });
});
