import type { MatchExpression } from "../plugin-host/role.ts";

const signs: Readonly<Record<MatchExpression["operator"], string>> = {
  eq: "=",
  ne: "!=",
  in: " in ",
  notin: " notin ",
  exists: "",
  absent: "",
  gt: ">",
  ge: ">=",
  lt: "<",
  le: "<=",
};

/** An entry of `requires` as `search` reads it: the opposite of `parseExpression`. */
export const expressionText = (entry: readonly MatchExpression[]): string => entry.map(term).join(",");

function term({ key, operator, values = [] }: MatchExpression): string {
  if (operator === "absent") return `!${key}`;
  const list = values.map(word);
  return `${key}${signs[operator]}${operator === "in" || operator === "notin" ? `(${list.join(", ")})` : list.join("")}`;
}

/** A value has no way to hold both kinds of quotes; what it is quoted in is what it does not hold. */
function word(value: string | number | boolean): string {
  const text = String(value);
  if (/^[^\s,()=!<>"']+$/.test(text)) return text;
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}
