import type { RoleChoice } from "./tasks/role-choice.ts";

/** Input of the commands: documents, or nothing to take those last applied from the build folder. */
export interface Input {
  files?: readonly string[];
}

/** What a run is about: everything, or one role. */
export interface RoleInput extends Input {
  /** Only this role; its components get it where they do not have it yet. */
  role?: string | undefined;
  /** Components that are to have the role. */
  on?: readonly string[] | undefined;
}

export interface GraphInput extends Input {
  /** Every role there is, and no cluster. */
  all?: boolean;
}

export interface TestInput extends Input, RoleChoice {}
