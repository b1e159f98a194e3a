import type { BundleRecord, Machine, OperatingSystem, RepositoryFile, Run } from "@lambdastack/core";
import type { Lock } from "./lock/lock.ts";
import type { RepositoryPlan } from "./plan/repository-plan.ts";

/** What the phases of this package work on. */
export interface RepositoryRun {
  run: Run;
  /** Every machine of the cluster, also those still to be created. */
  machines: readonly RepositoryMachine[];
  /** Folder or bundle that everything comes from; the repository machine downloads it itself when missing. */
  offline?: string;
  /** File that says whose bundles are trusted, besides the cluster's own key. */
  signers?: string;
  /** Accept a bundle that does not come after the last one of its line. */
  allowRollback?: boolean;
  /** The bundle that everything comes from, or that its folder was made of; set by the phase that compares. */
  bundle?: BundleRecord;
  /** Folder that a bundle was unpacked into by this run. */
  unpacked?: string;
  /** Path of the lock file, where it was named. */
  lockFile?: string;
  /** Documents that were given. */
  files?: readonly string[];
  /** Set by the phase that compares. */
  plan?: RepositoryPlan;
  /** What release is made of; set when it is known. */
  lock?: Lock;
  /** Registries that images come from, where a repository of the user's own takes the place of a lock. */
  upstreams?: readonly string[];
  /** Public key of the repository; set when it is known. */
  key?: string;
  /** Set at the end. */
  file?: RepositoryFile;
}

export interface RepositoryMachine {
  machine: Machine;
  /** False: it is still to be created, or started. */
  isRunning: boolean;
  /** OS of the image, for a machine that does not exist. */
  os?: OperatingSystem;
}
