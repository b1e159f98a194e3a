import type { Resource } from "../resources/resource.ts";

const fields = new Set(["type", "props", "ensure", "base", "plugin"]);
/** Deeper data is taken for a circle; no resource type needs as much. */
const deepest = 50;

/**
 * What is wrong with a task's result, or undefined. A result is a list of resources made of plain data only, so that
 * it survives a structured clone: no functions, class instances, symbols or circles.
 */
export function resourcesProblem(result: unknown): string | undefined {
  if (!Array.isArray(result)) return `it must return a list of resources, received ${described(result)}.`;
  for (const [index, resource] of result.entries()) {
    const problem = shapeProblem(resource) ?? foreignValue(resource, "", 0);
    if (problem !== undefined) return `resource ${index + 1} of ${result.length} ${problem}.`;
  }
  return undefined;
}

function shapeProblem(resource: unknown): string | undefined {
  if (!isPlain(resource)) return `must be an object made by resource.<type>(…), received ${described(resource)}`;
  const { type, props, ensure } = resource as unknown as Resource;
  if (typeof type !== "string" || type === "") return `has no "type"`;
  if (!isPlain(props)) return `(${type}) has no "props"`;
  if (ensure !== undefined && ensure !== "present" && ensure !== "absent")
    return `(${type}) has ensure: ${JSON.stringify(ensure)}; it must be present or absent`;
  const strange = Object.keys(resource).find((key) => !fields.has(key));
  return strange === undefined ? undefined : `(${type}) has the unknown field "${strange}"`;
}

/** The first value that is no plain data, with its path. */
export function foreignValue(value: unknown, path: string, depth: number): string | undefined {
  if (depth > deepest) return `contains itself, or nests deeper than ${deepest} levels, at ${path}`;
  if (value === null || value === undefined || ["string", "number", "boolean"].includes(typeof value)) return undefined;
  if (!Array.isArray(value) && !isPlain(value))
    return `has ${described(value)} at ${path || "its top"}; only plain data is allowed`;
  for (const [key, inner] of Object.entries(value)) {
    const problem = foreignValue(inner, path === "" ? key : `${path}.${key}`, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function described(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isPlain(value)) return "an object";
  return typeof value === "object" ? `a ${value.constructor?.name ?? "foreign object"}` : `a ${typeof value}`;
}
