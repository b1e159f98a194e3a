import { parse, stringify } from "yaml";
import { checkState, RESERVED_KEYS } from "./check-state.ts";
import { stateUnreadable } from "./errors.ts";
import type { State } from "./state.ts";

/** Far above what a thousand machines need; a larger file is not ours. */
const MAXIMUM_SIZE = 32 * 1024 * 1024;

/** Parses and checks. `newest` is the serial of the newest good copy, for the hint. */
export function parseState(text: string, path: string, newest: number | undefined): State {
  if (text.trim() === "") throw stateUnreadable(path, "it is empty", newest);
  if (text.length > MAXIMUM_SIZE) throw stateUnreadable(path, `it is larger than ${MAXIMUM_SIZE} bytes`, newest);
  const value = parseYaml(text, path, newest);
  if (typeof value !== "object" || value === null) throw stateUnreadable(path, "it holds no mapping", newest);
  return checkState(value, path);
}

function parseYaml(text: string, path: string, newest: number | undefined): unknown {
  try {
    return parse(text, { maxAliasCount: 100, stringKeys: true, prettyErrors: true });
  } catch (error) {
    throw stateUnreadable(path, `it is not YAML (${(error as Error).message.split("\n")[0]})`, newest);
  }
}

/** The same state gives the same text, in whatever order its keys were set. */
export function stateText(state: State): string {
  return stringify(ordered(state), { aliasDuplicateObjects: false, lineWidth: 0 });
}

function ordered(state: State): Record<string, unknown> {
  const reserved = new Set<string>(RESERVED_KEYS);
  const modules = Object.keys(state).filter((key) => !reserved.has(key));
  return Object.fromEntries([...RESERVED_KEYS, ...modules.sort()].map((key) => [key, sorted(state[key])]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
