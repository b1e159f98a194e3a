import { describe, expect, it } from "vitest";
import { layComputed } from "./lay-computed.ts";

const kind = "configuration/web";
const port = { key: "port", value: 81, from: "80 is taken" };
const names = { key: "net.names", value: ["a", "b"], from: "the machines of web" };
const first = layComputed({ kind, computed: [port, names] });
const again = (text: string, computed = [port, names]) =>
  layComputed({ kind, computed, before: text, record: first.record });

describe("layComputed", () => {
  it("writes a document that says where each value comes from", () => {
    expect(first.text).toBe(`# Computed by \`components init\` from the state; lies between defaults and your documents.

kind: configuration/web
name: default
version: 1.0.0
specification:
  port: 81 # 80 is taken
  net:
    names:
      # the machines of web
      - a
      - b
`);
    expect(first.record).toEqual({ port: 81, "net.names": ["a", "b"] });
  });

  it("writes the same again where nothing changed", () => {
    expect(again(first.text).text).toBe(first.text);
  });

  it("brings what is computed now, and takes away what is no longer computed", () => {
    const { text, values } = again(first.text, [{ ...port, value: 82, from: "81 too" }]);

    expect(text).toContain("  port: 82 # 81 too\n");
    expect(text).not.toContain("- a");
    expect(values).toEqual([{ key: "port", value: 82, from: "81 too", fate: "computed" }]);
  });

  it("keeps what the user changed, took out, added and noted", () => {
    const mine = first.text.replace("81 # 80 is taken", "8080 # mine").replace(/ {2}net:[\s\S]*/, "  own: 1\n");

    const { text, values } = again(mine, [{ ...port, value: 82 }, names]);

    expect(text).toBe(mine);
    expect(values.map(({ key, fate }) => `${key} ${fate}`)).toEqual(["port kept", "net.names kept"]);
    expect(again(text, []).text).toBe(mine);
  });

  it("keeps a value that stood there before the first init", () => {
    const mine = "kind: configuration/web\nspecification:\n  port: 1\n";

    expect(layComputed({ kind, computed: [port], before: mine }).text).toBe(mine);
  });

  it("computes an empty configuration from nothing", () => {
    expect(layComputed({ kind, computed: [] }).text).toContain("specification: {}\n");
  });
});
