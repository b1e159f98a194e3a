import { throwProblems } from "../errors/stack-error.ts";
import { unknownLabel } from "./errors.ts";
import { matches } from "./matches.ts";
import type { Module } from "./module-labels.ts";
import { parseExpression } from "./parse-expression.ts";

/** Modules that satisfy the whole expression, in the given order. Throws for labels that no module has, all at once. */
export function searchModules<Found extends Module>(text: string, modules: readonly Found[]): Found[] {
  const expression = parseExpression(text);
  const known = [...new Set(modules.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const strange = new Set(expression.map(({ key }) => key).filter((key) => !known.includes(key)));
  throwProblems(
    [...strange].map((key) => unknownLabel(key, known)),
    (count) => `${count} labels are unknown.`,
  );
  return modules.filter((module) => matches(expression, module));
}
