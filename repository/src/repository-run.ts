import type { Machine, OperatingSystem, Run } from "@lambdastack/core";
import type { Lock } from "./lock/lock.ts";
import type { RepositoryPlan } from "./plan/repository-plan.ts";

/** A machine as this package sees it; one that does not exist yet is told by its image. */
export interface RepositoryMachine {
  machine: Machine;
  exists: boolean;
  os?: OperatingSystem;
}

/** What the phases of this package work on. */
export interface RepositoryRun {
  run: Run;
  machines: readonly RepositoryMachine[];
  /** Documents named on the command line: the lock may lie beside them. */
  files?: readonly string[];
  /** Folder that was downloaded elsewhere; without one the repository machine downloads itself. */
  offline?: string;
  /** Set by the phase that compares. */
  plan?: RepositoryPlan;
  /** Set with the plan, where it is known already. */
  lock?: Lock;
  /** Set when the release is served. */
  served?: { release: string; address: string; key: string };
}
