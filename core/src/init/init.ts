import type { State } from "../state/state.ts";

/** A value of a role's configuration that was computed from the state. */
export interface ComputedValue {
  /** Key of the configuration, dots between levels. */
  key: string;
  value: unknown;
  /** Where it comes from, for people: `the role postgresql is applied`. One line. */
  from: string;
}

/** What a role's `init` knows. Frozen plain data. */
export interface InitContext<Config = Record<string, unknown>> {
  /** What exists; undefined before the first apply. */
  state: State | undefined;
  /** `defaults.yml` of the role. */
  defaults: Config;
}

/**
 * A pure function from the state to values of the role's configuration: those that the state says something about. They lie
 * between the role's defaults and the user's documents. It never talks to a machine.
 */
export type Init<Config = Record<string, unknown>> = (
  context: InitContext<Config>,
) => readonly ComputedValue[] | Promise<readonly ComputedValue[]>;

/** Gives a role's init its types. Identity at run time. */
export function defineInit<Config = Record<string, unknown>>(init: Init<Config>): Init<Config> {
  return init;
}
