import type { Phase } from "@lambdastack/core";
import type { BackupInput, RestoreInput } from "./backup/backup-run.ts";
import type { ComponentsRun } from "./components-run.ts";
import { applyRoles } from "./phases/apply-roles.ts";
import { approveRestore } from "./phases/approve-restore.ts";
import { approveRoles } from "./phases/approve-roles.ts";
import { approveUpgrade } from "./phases/approve-upgrade.ts";
import { backUpFirst } from "./phases/back-up-first.ts";
import { type CompareRolesOptions, compareRoles } from "./phases/compare-roles.ts";
import { confirmUpgrade } from "./phases/confirm-upgrade.ts";
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
import type { RoleChoice } from "./tasks/role-choice.ts";
import type { UpgradeInput } from "./upgrade/upgrade-run.ts";

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
export const upgradePhases =
  (input: UpgradeInput): PhasesOf =>
  (options) => [
    compareRoles(options),
    planUpgrade(options.hooks, input),
    ...(input.dryRun ? [] : [approveUpgrade(input), ...changingPhases(options, input)]),
  ];
const changingPhases = (options: CompareRolesOptions, { backup = true }: UpgradeInput) => [
  establish,
  ...(backup ? [backUpFirst(options.hooks)] : []),
  upgradeRoles(options.hooks),
  confirmUpgrade(options),
  recordUpgrade,
];
