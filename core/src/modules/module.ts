import type { Value } from "../resources/resource.ts";

/** Sections of the state by their keys, as a module sees and returns them. */
export type Sections = Readonly<Record<string, Section>>;
export type Section = Readonly<Record<string, Value>>;

/** What the methods of a module know: frozen plain data. */
export interface ModuleContext<Config = Record<string, Value>> {
  /** `configuration/<module>` after defaults, what `init` computed, and the user's documents. */
  config: Config;
  /** Every section of the state, by its key; empty before the first apply. */
  state: Sections;
  /** The module's own section; undefined before its first apply. */
  section: Section | undefined;
}

/** One thing that is not as the module knows it. */
export interface ModuleDrift {
  /** Where, such as `nodes[1].privateIP`. */
  what: string;
  expected: string;
  found: string;
}

/**
 * A module with methods of its own, for what resources do not fit: functions over configuration and state. They compute;
 * what they take and give survives a structured clone. Every method ends within its time limit, or the module has failed.
 */
export interface Module<Config = Record<string, Value>> {
  /** A meaningful configuration, computed from the state. `config` is what defaults alone say. */
  init(context: ModuleContext<Config>): Config | Promise<Config>;
  /**
   * The sections of the state that would change, whole and as they would be: the module's own, and what `writes` of its
   * role.yml declares. What only apply can know is an `{ $tag: "unknown", what }`.
   */
  plan(context: ModuleContext<Config>): Sections | Promise<Sections>;
  /** Makes it so. Returns the sections as they became: what `plan` said, with the unknown known. */
  apply(context: ModuleContext<Config>): Sections | Promise<Sections>;
  /** What somebody changed by hand. Missing: what `plan` would change. */
  audit?(context: ModuleContext<Config>): readonly ModuleDrift[] | Promise<readonly ModuleDrift[]>;
  /** Seconds that `apply` may take; default 600. The others have 30. */
  timeLimit?: number;
}

/** Gives a module its types. Identity at run time. */
export function defineModule<Config = Record<string, Value>>(module: Module<Config>): Module<Config> {
  return module;
}
