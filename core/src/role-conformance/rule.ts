import type { Host } from "../plugin-host/host.ts";
import type { Role } from "../plugin-host/role.ts";
import type { Value } from "../resources/resource.ts";
import type { InMemoryOptions, Outcome } from "../role-testing/in-memory-role.ts";

/** A situation that a role is asked in: machines, its configuration, and what others have published. */
export interface StateFixture extends InMemoryOptions {
  /** For messages: `two machines, TLS`. */
  name: string;
}

/** What a task answered in one situation. */
export interface Observation {
  task: string;
  state: StateFixture;
  /** Its resources, with templates rendered; missing when it failed. */
  outcomes?: readonly Outcome[];
  published?: Readonly<Record<string, Value>>;
  /** Whether the second asking gave the same. */
  isRepeatable?: boolean;
  error?: Error;
}

/** A role with all that its rules look at. */
export interface RoleUnderTest {
  host: Host;
  role: Role;
  observations: readonly Observation[];
  /** What it threw after it had answered. */
  lateFaults: readonly Error[];
}

/** One thing that a valid role keeps to. */
export interface Rule {
  /** Stable word: `documented`. */
  name: string;
  /** What holds, as a sentence about the role. */
  promise: string;
  /** What is wrong, a sentence each; none: it holds. */
  problems(subject: RoleUnderTest): Promise<string[]> | string[];
}

/** What one rule found. */
export interface RuleResult {
  rule: string;
  promise: string;
  problems: readonly string[];
}
