import type { MatchExpression } from "../plugin-host/role.ts";
import { compareVersions } from "./compare-versions.ts";
import type { Module } from "./module-labels.ts";

type Values = readonly string[];
type Operator = (actual: string | undefined, values: Values) => boolean;

/** Versions compare as versions (`1.9 < 1.10`); what is no version is neither greater nor less. */
const versions =
  (holds: (order: number) => boolean): Operator =>
  (actual, [wanted]) => {
    const order = actual === undefined || wanted === undefined ? undefined : compareVersions(actual, wanted);
    return order !== undefined && holds(order);
  };

const among: Operator = (actual, values) => actual !== undefined && values.includes(actual);

/** A missing label is unequal to everything, as in Kubernetes' selectors. */
const operators: Readonly<Record<MatchExpression["operator"], Operator>> = {
  eq: among,
  in: among,
  ne: (actual, values) => !among(actual, values),
  notin: (actual, values) => !among(actual, values),
  exists: (actual) => actual !== undefined,
  absent: (actual) => actual === undefined,
  gt: versions((order) => order > 0),
  ge: versions((order) => order >= 0),
  lt: versions((order) => order < 0),
  le: versions((order) => order <= 0),
};

/** Whether one module satisfies every expression of an entry together. */
export function matches(entry: readonly MatchExpression[], { labels }: Module): boolean {
  return entry.every(({ key, operator, values }) =>
    operators[operator](Object.hasOwn(labels, key) ? labels[key] : undefined, (values ?? []).map(String)),
  );
}

const words: Readonly<Record<MatchExpression["operator"], string>> = {
  eq: "=",
  ne: "≠",
  in: "in",
  notin: "not in",
  exists: "exists",
  absent: "is absent",
  gt: ">",
  ge: "≥",
  lt: "<",
  le: "≤",
};

/** An entry in words: `kind = infrastructure and provider in [aws, azure]`. */
export function describeEntry(entry: readonly MatchExpression[]): string {
  return entry
    .map(({ key, operator, values = [] }) => {
      const list = operator === "in" || operator === "notin" ? `[${values.join(", ")}]` : values.join(", ");
      return [key, words[operator], list].filter((part) => part !== "").join(" ");
    })
    .join(" and ");
}
