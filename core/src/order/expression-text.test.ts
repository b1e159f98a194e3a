import fc from "fast-check";
import { expect, it } from "vitest";
import type { MatchExpression } from "../plugin-host/role.ts";
import { expressionText } from "./expression-text.ts";
import { parseExpression } from "./parse-expression.ts";

const key = fc.constantFrom("kind", "provides-kafka", "core-technology");
const value = fc
  .oneof(fc.constantFrom("a b", "x,y", "(1)", "2.10", "=", "it's"), fc.string({ minLength: 1 }))
  .filter((text) => !(text.includes('"') && text.includes("'")));
const one: fc.Arbitrary<MatchExpression> = fc.oneof(
  fc.record({ key, operator: fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le"), values: fc.tuple(value) }),
  fc.record({ key, operator: fc.constantFrom("in", "notin"), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ key, operator: fc.constantFrom("exists", "absent") }),
);

it("gives what search reads back as the same entry, whatever the values hold", () => {
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (entry) => {
      expect(parseExpression(expressionText(entry))).toEqual(entry);
    }),
  );
});

it("looks like what one types", () => {
  const entry: MatchExpression[] = [
    { key: "kind", operator: "eq", values: ["persistence"] },
    { key: "version", operator: "ge", values: ["1.2"] },
    { key: "provider", operator: "in", values: ["aws", "azure"] },
    { key: "beta", operator: "absent" },
  ];

  expect(expressionText(entry)).toBe("kind=persistence,version>=1.2,provider in (aws, azure),!beta");
});
