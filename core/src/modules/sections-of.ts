import { RESERVED_KEYS } from "../state/check-state.ts";
import type { State } from "../state/state.ts";
import type { Section, Sections } from "./module.ts";

/** The modules' sections of a state, without what identifies the state. */
export function sectionsOf(state: Readonly<Record<string, unknown>> | State | undefined): Sections {
  const reserved: readonly string[] = RESERVED_KEYS;
  const entries = Object.entries(state ?? {}).filter(([key, value]) => !reserved.includes(key) && isMap(value));
  return Object.fromEntries(entries) as Record<string, Section>;
}

const isMap = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
