import { isDeepStrictEqual } from "node:util";
import { KNOWN_AFTER_APPLY } from "../engine/unknown-value.ts";

/** One place of the state that is, or would be, another. */
export interface StateDifference {
  /** Keys and positions, such as `["azi", "nodes", 1, "usedBy"]`. */
  path: readonly (string | number)[];
  /** Undefined: nothing was there. */
  from?: unknown;
  /** Undefined: nothing will be there. */
  to?: unknown;
}

/**
 * What differs between two values, as deep as both have the same shape: a list of another length differs as a whole, and
 * what is new or gone is told as a whole.
 */
export function stateDifferences(from: unknown, to: unknown, path: StateDifference["path"] = []): StateDifference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (isMap(from) && isMap(to) && !isUnknown(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return keys.flatMap((key) => stateDifferences(own(from, key), own(to, key), [...path, key]));
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.flatMap((one, index) => stateDifferences(one, to[index], [...path, index]));
  return [{ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

/** Whether data goes: something is removed, or a list becomes shorter. */
export function destroys({ from, to }: StateDifference): boolean {
  if (from === undefined) return false;
  return to === undefined || (Array.isArray(from) && Array.isArray(to) && to.length < from.length);
}

/** `azi.nodes[1].usedBy` */
export function pathText(path: StateDifference["path"]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** Lines for people, one for each single value. */
export function differenceLines(differences: readonly StateDifference[]): string[] {
  return differences.flatMap(({ path, from, to }) => {
    if (from === undefined) return leaves(to, path).map(([at, value]) => `+ ${at}: ${value}`);
    if (to === undefined) return leaves(from, path).map(([at, value]) => `- ${at}: ${value}`);
    if (typeof from === "object" || (typeof to === "object" && !isUnknown(to)))
      return [
        ...leaves(from, path).map(([at, value]) => `- ${at}: ${value}`),
        ...leaves(to, path).map(([at, value]) => `+ ${at}: ${value}`),
      ];
    return [`~ ${pathText(path)}: ${shown(from)} -> ${shown(to)}`];
  });
}

function leaves(value: unknown, path: StateDifference["path"]): [string, string][] {
  if (isUnknown(value) || !isTree(value) || Object.keys(value).length === 0) return [[pathText(path), shown(value)]];
  if (Array.isArray(value)) return value.flatMap((one, index) => leaves(one, [...path, index]));
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
}

/** A value on one line. */
export function shown(value: unknown): string {
  if (isUnknown(value)) return KNOWN_AFTER_APPLY;
  if (value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Whether a value only stands for one that apply will know. */
export const isUnknown = (value: unknown): boolean => isMap(value) && value.$tag === "unknown";

/** Whether a promised value holds for what came of it: equal, where the promise was not open. */
export function isKept(promised: unknown, became: unknown): boolean {
  if (isUnknown(promised)) return became !== undefined && !isUnknown(became);
  if (Array.isArray(promised) && Array.isArray(became))
    return promised.length === became.length && promised.every((one, index) => isKept(one, became[index]));
  if (!isMap(promised) || !isMap(became)) return isDeepStrictEqual(promised, became);
  const keys = new Set([...Object.keys(promised), ...Object.keys(became)]);
  return [...keys].every((key) => isKept(own(promised, key), own(became, key)));
}

const own = (map: Record<string, unknown>, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null;

const isMap = (value: unknown): value is Record<string, unknown> => isTree(value) && !Array.isArray(value);
