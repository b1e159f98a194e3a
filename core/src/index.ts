/** Everything that the packages and provider folders build on. Roles use the smaller `@lambdastack/core/role`. */
export { adoptedValue, valueOfKey } from "./adoption/adopted-value.ts";
export * from "./ansible/index.ts";
export * from "./build-folder/index.ts";
export * from "./checks/index.ts";
export * from "./container-modules/index.ts";
export * from "./documents/index.ts";
export { nearest } from "./documents/suggestions.ts";
export { applyRemovals } from "./engine/apply-removals.ts";
export { type ApplyRoleOptions, applyRole } from "./engine/apply-role.ts";
export { type Audit, auditMachine, type Finding, hasDrift, type MachineAudit } from "./engine/audit-machine.ts";
export { canonicalHash } from "./engine/canonical-hash.ts";
export { type GatheredFacts, gatherFacts } from "./engine/gather-facts.ts";
export { hashTree } from "./engine/hash-tree.ts";
export { influencedText } from "./engine/influenced-text.ts";
export { inspectMachine, type MachineDescription } from "./engine/inspect-machine.ts";
export type {
  AppliedMachine,
  AppliedResource,
  MachineRun,
  OutputSource,
  RoleResources,
  SecretSource,
} from "./engine/machine-run.ts";
export { type LeftFinding, type ManualField, manualFields } from "./engine/manual-fields.ts";
export { unknownOverrideMachine } from "./engine/override-errors.ts";
export { isMarked, markMachine } from "./engine/ownership.ts";
export type { ComponentsPlan, MachinePlan, PlannedChange } from "./engine/plan.ts";
export { type PreparedMachine, planMachine } from "./engine/plan-machine.ts";
export { changesBeyond, type PlanSummary, planSummary } from "./engine/plan-summary.ts";
export { publishedValueFindings } from "./engine/published-value.ts";
export { renderAudit } from "./engine/render-audit.ts";
export { renderPlan } from "./engine/render-plan.ts";
export { outputKey } from "./engine/resolve-value.ts";
export { type CheckResult, runChecks } from "./engine/run-checks.ts";
export {
  type Narrowing,
  type PlanBasis,
  readSavedPlan,
  type SavedPlan,
  verifySavedPlan,
  writeSavedPlan,
} from "./engine/saved-plan.ts";
export { unknownToken } from "./engine/unknown-value.ts";
export { renderError, renderWarning } from "./errors/render-error.ts";
export {
  type Ending,
  type SourceLocation,
  StackError,
  type StackErrorOptions,
  throwProblems,
} from "./errors/stack-error.ts";
export type { Event, Events, Happening, Sink } from "./events/event.ts";
export * from "./events/index.ts";
export { type Execution, type ExecutionResult, execute } from "./exec/index.ts";
export { hashFile } from "./files/hash-file.ts";
export { syncPath } from "./files/sync-path.ts";
export * from "./init/index.ts";
export * from "./inventory/index.ts";
export * from "./keys/index.ts";
export * from "./leaving/index.ts";
export * from "./machines/index.ts";
export type { Facts, Machine, OperatingSystem } from "./machines/machine.ts";
export * from "./modules/index.ts";
export { compareVersions } from "./order/compare-versions.ts";
export { checkConsumed, consumedNames } from "./order/consumed-values.ts";
export { drawGraph, type GraphFormat } from "./order/draw-graph.ts";
export { matches } from "./order/matches.ts";
export { type ModuleGraph, moduleGraph } from "./order/module-graph.ts";
export { type Module, providerModule, roleModule } from "./order/module-labels.ts";
export { orderRoles, type RoleOrder } from "./order/order-roles.ts";
export { searchModules } from "./order/search-modules.ts";
export { type SolutionStep, solve } from "./order/solve.ts";
export { packageManagers } from "./package-managers/index.ts";
export type { FormerPackages, Offer, WantedPackage } from "./package-managers/package-manager.ts";
export { type Phase, type PhaseHooks, runPhases } from "./phases/phase.ts";
export { isAnsibleTask } from "./plugin-host/ansible-task.ts";
export * from "./plugin-host/index.ts";
export type {
  CodeModule,
  ContainerModule,
  InfrastructureNeed,
  MatchExpression,
  OwnModule,
  Role,
  RoleManifest,
  TaskName,
} from "./plugin-host/role.ts";
export { type RoleReference, referenceText, roleReference } from "./plugin-host/role-reference.ts";
export type { Cluster, Published, SecretRecipe, Task, TaskContext } from "./plugin-host/task.ts";
export { productDirectory, productVersion } from "./product/product.ts";
export { userDirectories } from "./product/user-directories.ts";
export * from "./program/index.ts";
export * from "./providers/provider.ts";
export * from "./providers/provider-tools.ts";
export { withJump } from "./providers/with-jump.ts";
export { isHalfPointed, restorePointing } from "./repository-file/mend-pointing.ts";
export { readRepositoryFile, writeRepositoryFile } from "./repository-file/read-repository-file.ts";
export {
  type BundleRecord,
  POINTING_FOLDER,
  type PointingRecord,
  REPOSITORY_ROOT,
  type RepositoryFacts,
  repositoryUnits,
  type ServerRecord,
} from "./repository-file/repository-facts.ts";
export type { RepositoryFile } from "./repository-file/repository-file.ts";
export * from "./requirements/index.ts";
export { resourceBuilders } from "./resources/builders.ts";
export { resourceTypes } from "./resources/index.ts";
export type { OutputReference, Resource, SecretReference, UnknownValue, Value } from "./resources/resource.ts";
export type { Change, Difference, ResourceType } from "./resources/resource-type.ts";
export * from "./role-conformance/index.ts";
export * from "./runs/index.ts";
export * from "./secrets/index.ts";
export { contentHash } from "./shell/content-hash.ts";
export { quote } from "./shell/quote.ts";
export * from "./ssh/index.ts";
export * from "./state/index.ts";
export * from "./steps/index.ts";
export * from "./task-context/index.ts";
export { renderText } from "./templates/render-template.ts";
export { readAddedRoles, withAddedRole, writeAddedRoles } from "./workspace/added-roles.ts";
export { beginReading, beginWriting, type CommandLine, knownSecrets } from "./workspace/begin-run.ts";
export { inputMissing, nothingApplied } from "./workspace/errors.ts";
export { finishing } from "./workspace/finishing.ts";
export { gatherAllFacts } from "./workspace/gather-all-facts.ts";
export { computedFile, moduleLabel } from "./workspace/module-label.ts";
export { type OpenedPlugins, openHost, openPlugins } from "./workspace/open-plugins.ts";
export {
  allKinds,
  clusterName,
  documentFiles,
  type OpenWorkspaceOptions,
  openLastApplied,
  openWorkspace,
  providerName,
  type Workspace,
} from "./workspace/open-workspace.ts";
export type { Run } from "./workspace/run.ts";
export { type Proposal, type Settings, settings } from "./workspace/settings.ts";
export { settleMachines } from "./workspace/settle-machines.ts";
