import { describe, expect, it } from "vitest";
import { parseExpression } from "./parse-expression.ts";

describe("parseExpression", () => {
  it.each([
    ["kind=database", { key: "kind", operator: "eq", values: ["database"] }],
    ["kind == database", { key: "kind", operator: "eq", values: ["database"] }],
    ["kind eq database", { key: "kind", operator: "eq", values: ["database"] }],
    ["kind!=database", { key: "kind", operator: "ne", values: ["database"] }],
    ["kind ne database", { key: "kind", operator: "ne", values: ["database"] }],
    ["provider in (aws, azure)", { key: "provider", operator: "in", values: ["aws", "azure"] }],
    ["provider notin (aws)", { key: "provider", operator: "notin", values: ["aws"] }],
    ["kind", { key: "kind", operator: "exists" }],
    ["kind exists", { key: "kind", operator: "exists" }],
    ["!kind", { key: "kind", operator: "absent" }],
    ["kind absent", { key: "kind", operator: "absent" }],
    ["version>1.9", { key: "version", operator: "gt", values: ["1.9"] }],
    ["version gt 1.9", { key: "version", operator: "gt", values: ["1.9"] }],
    ["version>=1.9", { key: "version", operator: "ge", values: ["1.9"] }],
    ["version ge 1.9", { key: "version", operator: "ge", values: ["1.9"] }],
    ["version<1.9", { key: "version", operator: "lt", values: ["1.9"] }],
    ["version lt 1.9", { key: "version", operator: "lt", values: ["1.9"] }],
    ["version<=1.9", { key: "version", operator: "le", values: ["1.9"] }],
    ["version le 1.9", { key: "version", operator: "le", values: ["1.9"] }],
    ['name="a, (b) > c"', { key: "name", operator: "eq", values: ["a, (b) > c"] }],
    ["name in ('a, b', c)", { key: "name", operator: "in", values: ["a, b", "c"] }],
  ])("reads %s", (text, expected) => {
    expect(parseExpression(text)).toEqual([expected]);
  });

  it("reads several terms, with commas in lists", () => {
    expect(parseExpression("kind=a, provider in (x,y) ,!old")).toEqual([
      { key: "kind", operator: "eq", values: ["a"] },
      { key: "provider", operator: "in", values: ["x", "y"] },
      { key: "old", operator: "absent" },
    ]);
  });

  it.each([
    "",
    "kind=",
    "=a",
    "kind=a,",
    "kind=>a",
    "kind in ()",
    "kind in a",
    "a b",
    "!kind exists",
    "kind='a",
    "kind in (a",
  ])("refuses to guess what %j means", (text) => {
    expect(() => parseExpression(text)).toThrow(/cannot be read/);
  });
});
