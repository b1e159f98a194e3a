export { type ApplyRemovalsOptions, applyRemovals } from "./apply-removals.ts";
export { type ApplyRoleOptions, applyRole } from "./apply-role.ts";
export { canonicalHash } from "./canonical-hash.ts";
export type { ChangeOptions } from "./change-resources.ts";
export { type GatheredFacts, gatherFacts } from "./gather-facts.ts";
export { hashTree } from "./hash-tree.ts";
export { JOURNAL_PATH, type JournalEntry, MACHINE_FOLDER } from "./journal.ts";
export type {
  AppliedMachine,
  AppliedResource,
  MachineRun,
  OutputSource,
  RoleResources,
  SecretSource,
} from "./machine-run.ts";
export { isMarked, markMachine, OWNERSHIP_MARK } from "./ownership.ts";
export type { ComponentsPlan, MachinePlan, PlannedChange } from "./plan.ts";
export { type PlanOptions, type PreparedMachine, planMachine } from "./plan-machine.ts";
export { changesBeyond, type PlanSummary, planSummary } from "./plan-summary.ts";
export { type RenderOptions, renderPlan } from "./render-plan.ts";
export { newTrace, outputKey, type ResolveTrace, resolveValue, type ValueSources } from "./resolve-value.ts";
export { type CheckResult, type ChecksRun, runChecks } from "./run-checks.ts";
export { type PlanBasis, readSavedPlan, type SavedPlan, verifySavedPlan, writeSavedPlan } from "./saved-plan.ts";
export { hasUnknown, KNOWN_AFTER_APPLY, showUnknown, unknownsIn, unknownToken } from "./unknown-value.ts";
export { visibleText } from "./visible-text.ts";
