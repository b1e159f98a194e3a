import type { MatchExpression } from "../plugin-host/role.ts";
import { unreadableExpression } from "./errors.ts";

type Operator = MatchExpression["operator"];

const word = String.raw`"[^"]*"|'[^']*'|[^\s,()=!<>"']+`;
const listed = new RegExp(String.raw`^([\w./-]+)\s+(in|notin)\s*\(\s*((?:${word})(?:\s*,\s*(?:${word}))*)\s*\)$`);
const compared = new RegExp(String.raw`^([\w./-]+)(?:\s*(==|=|!=|>=|<=|>|<)\s*|\s+(eq|ne|gt|ge|lt|le)\s+)(${word})$`);
const presence = /^(!?)\s*([\w./-]+)(?:\s+(exists|absent))?$/;

const signs: Readonly<Record<string, Operator>> = {
  "=": "eq",
  "==": "eq",
  "!=": "ne",
  ">": "gt",
  ">=": "ge",
  "<": "lt",
  "<=": "le",
};

/** Reads `kind=stream-processor,provides-kafka>=2.5`: terms that one module must satisfy together. Throws for what is no term. */
export function parseExpression(text: string): MatchExpression[] {
  return terms(text).map((term) => {
    const expression = parseTerm(term);
    if (!expression) throw unreadableExpression(text, term);
    return expression;
  });
}

/** Parts between commas that stand in neither quotes nor brackets. */
function terms(text: string): string[] {
  const parts = [""];
  let quote = "";
  let depth = 0;
  for (const sign of text) {
    if (quote === "" && depth === 0 && sign === ",") {
      parts.push("");
      continue;
    }
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "(") depth += 1;
    else if (sign === ")") depth -= 1;
    parts.push(`${parts.pop()}${sign}`);
  }
  return parts.map((part) => part.trim());
}

function parseTerm(term: string): MatchExpression | undefined {
  const list = listed.exec(term);
  if (list) {
    const [, key = "", operator, values = ""] = list;
    return { key, operator: operator as Operator, values: (values.match(new RegExp(word, "g")) ?? []).map(unquoted) };
  }
  const comparison = compared.exec(term);
  if (comparison) {
    const [, key = "", sign, name, value = ""] = comparison;
    return {
      key,
      operator: sign === undefined ? (name as Operator) : (signs[sign] as Operator),
      values: [unquoted(value)],
    };
  }
  const [, not, key, name] = presence.exec(term) ?? [];
  if (key === undefined || (not === "!" && name !== undefined)) return undefined;
  return { key, operator: not === "!" || name === "absent" ? "absent" : "exists" };
}

const unquoted = (text: string): string => (/^["']/.test(text) ? text.slice(1, -1) : text);
