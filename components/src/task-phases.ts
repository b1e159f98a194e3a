import type { Phase } from "@lambdastack/core";
import type { BackupInput, RestoreInput } from "./backup/backup-run.ts";
import type { ComponentsRun } from "./components-run.ts";
import { applyRoles } from "./phases/apply-roles.ts";
import { approveLeaving } from "./phases/approve-leaving.ts";
import { approveRestore } from "./phases/approve-restore.ts";
import { approveRoles } from "./phases/approve-roles.ts";
import { approveUpgrade } from "./phases/approve-upgrade.ts";
import { askLeaving } from "./phases/ask-leaving.ts";
import { backUpFirst } from "./phases/back-up-first.ts";
import { type CompareRolesOptions, compareRoles } from "./phases/compare-roles.ts";
import { confirmUpgrade } from "./phases/confirm-upgrade.ts";
import { drainLeaving } from "./phases/drain-leaving.ts";
import { establish } from "./phases/establish.ts";
import { offerInfluences } from "./phases/offer-influences.ts";
import { placeRole } from "./phases/place-role.ts";
import { planBackup } from "./phases/plan-backup.ts";
import { planRestore } from "./phases/plan-restore.ts";
import { planUpgrade } from "./phases/plan-upgrade.ts";
import { recordUpgrade } from "./phases/record-upgrade.ts";
import { requireVersions } from "./phases/require-versions.ts";
import { restoreBackup, verifyNeeded } from "./phases/restore-backup.ts";
import { runTests } from "./phases/run-tests.ts";
import { takeBackup } from "./phases/take-backup.ts";
import { upgradeRoles } from "./phases/upgrade-roles.ts";
import type { ScaleInput } from "./scale/scale-run.ts";
import type { RoleChoice } from "./tasks/role-choice.ts";
import type { UpgradeInput, UpgradeRun } from "./upgrade/upgrade-run.ts";

/** The phases of one task, in their order. */
export type PhasesOf = (options: CompareRolesOptions) => readonly Phase<ComponentsRun>[];

export const comparePhases: PhasesOf = (options) => [compareRoles(options)];
export const planPhases: PhasesOf = (options) => [compareRoles(options), requireVersions];
export const applyPhases: PhasesOf = (options) => [
  compareRoles(options),
  requireVersions,
  approveRoles,
  offerInfluences,
  establish,
  placeRole,
  applyRoles(options.hooks),
];
export const testPhases =
  (choice: RoleChoice): PhasesOf =>
  ({ hooks }) => [runTests(hooks, choice)];
export const backupPhases =
  (input: BackupInput): PhasesOf =>
  ({ hooks }) => [planBackup(hooks, input), ...(input.dryRun ? [] : [takeBackup(hooks)])];
export const restorePhases =
  (input: RestoreInput): PhasesOf =>
  ({ hooks }) => [
    planRestore(hooks, input),
    ...(input.dryRun ? [] : [verifyNeeded, approveRestore, restoreBackup(hooks)]),
  ];
export const scalePhases =
  (input: ScaleInput): PhasesOf =>
  ({ hooks }) => [askLeaving(hooks, input), ...(input.dryRun ? [] : [approveLeaving, drainLeaving])];
export const upgradePhases =
  (input: UpgradeInput): PhasesOf =>
  (options) => [
    compareRoles(options),
    planUpgrade(options.hooks, input),
    ...(input.dryRun ? [] : [approveUpgrade(input), ...changingPhases(options, input)].map(unlessNeeded)),
  ];
/** Machines that lack something change first. */
const unlessNeeded = (phase: Phase<UpgradeRun>): Phase<UpgradeRun> => ({
  ...phase,
  skip: (components) => ((components.needs ?? []).length > 0 ? "its machines come first" : phase.skip?.(components)),
});

const changingPhases = (options: CompareRolesOptions, input: UpgradeInput) => [
  establish,
  ...((input.backup ?? true) ? [backUpFirst(options.hooks)] : []),
  upgradeRoles(options.hooks, input),
  confirmUpgrade(options),
  recordUpgrade,
];
