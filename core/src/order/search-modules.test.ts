import { describe, expect, it } from "vitest";
import { searchModules } from "./search-modules.ts";

const modules = [
  { name: "old", labels: { kind: "stream-processor", "provides-kafka": "2.4.9" } },
  { name: "new", labels: { kind: "stream-processor", "provides-kafka": "2.10.0" } },
  { name: "db", labels: { kind: "database" } },
];

describe("searchModules", () => {
  it("compares versions as versions and wants every term", () => {
    expect(searchModules("kind=stream-processor,provides-kafka>=2.5", modules).map(({ name }) => name)).toEqual([
      "new",
    ]);
  });

  it("finds what lacks a label", () => {
    expect(searchModules("!provides-kafka", modules).map(({ name }) => name)).toEqual(["db"]);
  });

  it("suggests the label that was meant", () => {
    expect(() => searchModules("knd=database", modules)).toThrow(
      expect.objectContaining({ code: "label-unknown", ending: "invalid", hint: 'Did you mean "kind"?' }),
    );
  });
});
