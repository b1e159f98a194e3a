/** What authors of roles, plugins and providers import, as `@lambdastack/core/role`. */
export type { KindSource } from "../documents/document.ts";
export { type SourceLocation, StackError, type StackErrorOptions, throwProblems } from "../errors/stack-error.ts";
export { type ComputedValue, defineInit, type Init, type InitContext } from "../init/init.ts";
export type { Facts, Machine, OperatingSystem } from "../machines/machine.ts";
export { sameNumbers } from "../machines/same-numbers.ts";
export {
  defineModule,
  type Module,
  type ModuleContext,
  type ModuleDrift,
  type Section,
  type Sections,
} from "../modules/module.ts";
export type * from "../plugin-host/hooks.ts";
export { definePlugin, type Plugin, type PluginFunction } from "../plugin-host/plugin.ts";
export type { MatchExpression, RoleManifest, TaskName } from "../plugin-host/role.ts";
export {
  type Cluster,
  defineTask,
  type Published,
  type SecretRecipe,
  type Task,
  type TaskContext,
} from "../plugin-host/task.ts";
export { defineProvider, type Provider, type ProviderContext } from "../providers/provider.ts";
export { defineTools, type ToolsContext } from "../providers/provider-tools.ts";
export type * from "../resources/builders.ts";
export type * from "../resources/resource.ts";
export type { ModuleState, State } from "../state/state.ts";
export { asStep } from "./as-step.ts";
export {
  type Action,
  type Change,
  type CompareContext,
  type Difference,
  defineResourceType,
  type ResourceType,
} from "./define-resource-type.ts";
export { connects, mostRun } from "./shell.ts";
