export { checkedJson, validatorOf } from "./checked-json.ts";
export type { BrokenPlugin, DuplicatePlugin } from "./discover-plugins.ts";
export {
  type ComponentsHooks,
  createComponentsHooks,
  createInfrastructureHooks,
  createRepositoryHooks,
  type InfrastructureHooks,
  type PhaseHappening,
  type RepositoryHooks,
  type ResolveHook,
  runTask,
  type TaskHappening,
} from "./hooks.ts";
export { createHost, type HooksAtWork, type Host, type HostOptions } from "./host.ts";
export { lateFaults } from "./plugin-conduct.ts";
export type { PluginDirectory } from "./plugin-directory.ts";
export { textLabels } from "./text-labels.ts";
