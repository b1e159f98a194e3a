import type { ComponentsRun } from "../components-run.ts";
import type { UnmetNeed } from "./needs/find-needs.ts";
import type { WayBack } from "./rollback/way-back.ts";

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
  /** When its first change was about to be made, ISO 8601, UTC. */
  begunAt?: string | undefined;
  /** What it does to data that earlier packages cannot read after that. */
  migrations?: readonly Migration[];
  /** Whether it is taken back where it fails. */
  rollback?: WayBack | undefined;
  /** When it failed last and was taken back, ISO 8601, UTC. */
  rolledBackAt?: string | undefined;
}

/** A step of a role's task that changes data for good. */
export interface Migration {
  name: string;
  state: "due" | "begun" | "done";
  /** It is one for all machines of the role. */
  once?: boolean;
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
  /** What machines lack; nothing is changed where there is something. */
  needs?: readonly UnmetNeed[];
}

export interface UpgradeInput {
  /** A version, or how it begins; packages that sources have in no such version stay. Default: the newest. */
  to?: string;
  /** Roles that can be backed up are, before anything changes. Default: yes. */
  backup?: boolean;
  /** A machine that fails gets its former packages back, where its role can go back. Default: yes. */
  rollback?: boolean;
  /** Plans anew in place of going on with what an earlier run left. */
  anew?: boolean;
  /** Machines that lack something are no reason to refuse: the outcome says what, and nothing is changed. */
  returnNeeds?: boolean;
  /** Says what would be done and does nothing. */
  dryRun?: boolean;
}

/** What an upgrade did, or would do. */
export interface UpgradeOutcome {
  steps: readonly UpgradeStep[];
  backup?: string;
  /** What machines lack, where that was to be returned. */
  needs?: readonly UnmetNeed[];
  isDone: boolean;
}

export const remaining = ({ steps }: Pick<UpgradeRecord, "steps">): UpgradeStep[] =>
  steps.filter(({ isDone }) => !isDone);

/** Each role on each machine once, however many hops it makes. */
export const unitsOf = (steps: readonly UpgradeStep[]): UpgradeStep[] =>
  steps.filter(
    ({ role, machine }, index) => steps.findIndex((one) => one.role === role && one.machine === machine) === index,
  );
