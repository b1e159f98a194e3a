import type { ComputedValue } from "./init.ts";

type Configuration = Readonly<Record<string, unknown>>;

/** A whole configuration as computed values, so that each can be kept or computed anew on its own. Lists count as one value. */
export function valuesOf(configuration: Configuration, from: string): ComputedValue[] {
  return leaves(configuration, []).map(([steps, value]) => ({ key: keyOf(steps), value, from }));
}

function leaves(configuration: Configuration, path: readonly string[]): [readonly string[], unknown][] {
  return Object.entries(configuration).flatMap<[readonly string[], unknown]>(([step, value]) => {
    if (value === undefined) return [];
    return isFilled(value) ? leaves(value, [...path, step]) : [[[...path, step], value]];
  });
}

const isFilled = (value: unknown): value is Configuration =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** Dots between levels; a dot in a name has a backslash before it. */
const keyOf = (steps: readonly string[]): string => steps.map((step) => step.replaceAll(/[\\.]/g, "\\$&")).join(".");

/** Names of the levels of a key. */
export const stepsOf = (key: string): string[] =>
  (key.match(/(?:\\.|[^.\\])+/g) ?? []).map((step) => step.replaceAll(/\\(.)/g, "$1"));
