import type { ComponentsRun } from "../components-run.ts";

/** One package that is brought from one version to another. */
export interface UpgradedPackage {
  name: string;
  from: string;
  to: string;
}

/** What an upgrade does for one role on one machine; where versions may not be left out, one of several steps. */
export interface UpgradeStep {
  role: string;
  machine: string;
  packages: readonly UpgradedPackage[];
  /** Which round of the role's task `upgrade` it is, from 0, where the task says where packages come and these are among them. */
  round?: number;
  /** The packages are there and the role was healthy after that. */
  isDone: boolean;
}

/** An upgrade that is under way; written down before its first change and after each step. */
export interface UpgradeRecord {
  format: 1;
  /** When it was planned, ISO 8601, UTC. */
  at: string;
  /** The version that was asked for, or how it begins. */
  to?: string;
  /** The backup that was taken before it. */
  backup?: string;
  /** In the order of doing them. */
  steps: readonly UpgradeStep[];
}

/** What the phases of an upgrade work on. */
export interface UpgradeRun extends ComponentsRun {
  /** What an earlier run left unfinished, or what this one planned. */
  record?: UpgradeRecord;
}

export interface UpgradeInput {
  /** A version, or how it begins; packages that sources have in no such version stay. Default: the newest. */
  to?: string;
  /** Roles that can be backed up are, before anything changes. Default: yes. */
  backup?: boolean;
  /** Plans anew in place of going on with what an earlier run left. */
  anew?: boolean;
  /** Says what would be done and does nothing. */
  dryRun?: boolean;
}

/** What an upgrade did, or would do. */
export interface UpgradeOutcome {
  steps: readonly UpgradeStep[];
  backup?: string;
  isDone: boolean;
}

export const remaining = ({ steps }: Pick<UpgradeRecord, "steps">): UpgradeStep[] =>
  steps.filter(({ isDone }) => !isDone);

/** Each role on each machine once, however many hops it makes. */
export const unitsOf = (steps: readonly UpgradeStep[]): UpgradeStep[] =>
  steps.filter(
    ({ role, machine }, index) => steps.findIndex((one) => one.role === role && one.machine === machine) === index,
  );
