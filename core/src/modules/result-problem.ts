import { foreignValue } from "../plugin-host/check-resources.ts";
import { RESERVED_KEYS } from "../state/check-state.ts";
import type { ModuleMethod } from "./call-method.ts";

/** What is wrong with a method's result, or undefined. */
export function resultProblem(method: ModuleMethod, result: unknown): string | undefined {
  const foreign = foreignValue(result, "", 0);
  if (foreign !== undefined) return `its result ${foreign}.`;
  return shapes[method](result);
}

const shapes: Readonly<Record<ModuleMethod, (result: unknown) => string | undefined>> = {
  init: (result) => (isMap(result) ? undefined : `it must return a configuration, received ${kindOf(result)}.`),
  plan: sectionsProblem,
  apply: sectionsProblem,
  audit: driftsProblem,
};

function sectionsProblem(result: unknown): string | undefined {
  if (!isMap(result)) return `it must return sections of the state by their keys, received ${kindOf(result)}.`;
  const reserved = Object.keys(result).find((key) => (RESERVED_KEYS as readonly string[]).includes(key));
  if (reserved !== undefined) return `it returns ${reserved}, which is no section: give back sections alone.`;
  const [wrong] = Object.entries(result).filter(([, section]) => !isMap(section));
  return wrong && `the section ${wrong[0]} must be a mapping, received ${kindOf(wrong[1])}.`;
}

function driftsProblem(result: unknown): string | undefined {
  if (!Array.isArray(result)) return `it must return a list of drifts, received ${kindOf(result)}.`;
  const fields = ["what", "expected", "found"];
  const wrong = result.findIndex((drift) => !isMap(drift) || fields.some((field) => typeof drift[field] !== "string"));
  return wrong === -1 ? undefined : `drift ${wrong + 1} must have the texts ${fields.join(", ")}.`;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : isMap(value) ? "a mapping" : `a ${typeof value}`;
}
