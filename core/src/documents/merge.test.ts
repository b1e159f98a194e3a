import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineCounter, stringify } from "yaml";
import type { StackError } from "../errors/stack-error.ts";
import { type Located, type LocatedMap, locationOf, placeAt, toPlain } from "./located.ts";
import { mergeMaps } from "./merge.ts";
import { parseDocuments } from "./parse-documents.ts";

function located(value: unknown, file = "input.yaml"): LocatedMap {
  const { documents, problems } = parseDocuments(file, stringify({ kind: "a", specification: value }));
  if (problems[0]) throw problems[0];
  const found = documents[0]?.specification;
  return (
    found ?? {
      type: "map",
      entries: new Map(),
      place: { source: { file, text: "", lines: new LineCounter() }, start: 0, end: 0 },
    }
  );
}

function merge(parent: unknown, child: unknown) {
  const problems: StackError[] = [];
  const merged = mergeMaps(located(parent, "parent.yaml"), located(child), { problems, isTyped: () => false });
  return { merged: merged as Located, plain: toPlain(merged), problems: problems.map(({ code }) => code) };
}

describe("mergeMaps", { timeout: 30_000 }, () => {
  it("merges maps key by key and replaces lists", () => {
    const { plain, problems } = merge({ a: { x: 1, y: 2 }, l: [1, 2] }, { a: { y: 3 }, l: [4] });

    expect(plain).toEqual({ a: { x: 1, y: 3 }, l: [4] });
    expect(problems).toEqual([]);
  });

  it("merges a named list that asks for it by name, keeping order and adding at the end", () => {
    const parent = {
      l: [
        { name: "ssh", port: 22, open: true },
        { name: "web", port: 80, open: true },
      ],
    };

    const { plain } = merge(parent, { l: [{ _merge: true }, { name: "web", port: 8080 }, { name: "new", port: 1 }] });

    expect(plain).toEqual({
      l: [
        { name: "ssh", port: 22, open: true },
        { name: "web", port: 8080, open: true },
        { name: "new", port: 1 },
      ],
    });
  });

  it("leaves no merge mark behind where there is nothing to merge with", () => {
    expect(merge({}, { l: [{ _merge: true }, { name: "a" }] }).plain).toEqual({ l: [{ name: "a" }] });
    expect(merge({ l: [{ name: "b" }] }, { l: [{ _merge: false }, { name: "a" }] }).plain).toEqual({
      l: [{ name: "a" }],
    });
  });

  it("refuses two items of one name, and a merge without names", () => {
    expect(merge({}, { l: [{ name: "a" }, { name: "a" }] }).problems).toEqual(["duplicate-list-name"]);
    expect(merge({ l: [1] }, { l: [{ _merge: true }, { name: "a" }] }).problems).toEqual(["unnamed-merge"]);
  });

  it("refuses another type than the parent's", () => {
    expect(merge({ a: 1 }, { a: "x" }).problems).toEqual(["type-mismatch"]);
    expect(merge({ a: { b: 1 } }, { a: 1 }).problems).toEqual(["type-mismatch"]);
  });

  it("keeps the file and line of every value", () => {
    const { merged } = merge({ a: { x: 1, y: 2 } }, { a: { y: 3 } });

    expect(locationOf(placeAt(merged, ["a", "x"])).file).toBe("parent.yaml");
    expect(locationOf(placeAt(merged, ["a", "y"]))).toMatchObject({ file: "input.yaml", line: 4, column: 8 });
  });

  it("gives what a plain deep merge gives, for any two maps", () => {
    fc.assert(
      fc.property(tree(), tree(), (parent, child) => {
        expect(merge(parent, child).plain).toEqual(plainMerge(parent, child));
      }),
    );
  });

  it("changes nothing when merged with itself or with nothing", () => {
    fc.assert(
      fc.property(tree(), (value) => {
        expect(merge(value, value).plain).toEqual(value);
        expect(merge(value, {}).plain).toEqual(value);
        expect(merge({}, value).plain).toEqual(value);
      }),
    );
  });
});

function tree(): fc.Arbitrary<Record<string, unknown>> {
  const leaf = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }));
  const level = (inner: fc.Arbitrary<unknown>) =>
    fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(leaf, inner), { noNullPrototype: true, maxKeys: 3 });
  return level(level(level(leaf)));
}

function plainMerge(parent: unknown, child: unknown): unknown {
  if (!isMap(parent) || !isMap(child)) return child;
  const merged = { ...parent };
  for (const [key, value] of Object.entries(child))
    merged[key] = key in parent ? plainMerge(parent[key], value) : value;
  return merged;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
