import type { ResourceType } from "../resources/resource-type.ts";
import type { ComponentsHooks, InfrastructureHooks, RepositoryHooks, Scoped } from "./hooks.ts";

/** Default export of `plugin.ts`: what a plugin adds to the work of others. */
export interface Plugin {
  /** For messages; the folder's name by custom. */
  name: string;
  /** Taps the hooks of Components. Called once, before anything is planned. */
  components?(hooks: Scoped<ComponentsHooks>): void;
  infrastructure?(hooks: Scoped<InfrastructureHooks>): void;
  repository?(hooks: Scoped<RepositoryHooks>): void;
  /** Types that tasks reach through `resource.of(type, fields)`. */
  resourceTypes?: readonly ResourceType<never, unknown>[];
}

/** The hooks of the packages that are at work in the present command. */
export interface ScopedHooks {
  components?: Scoped<ComponentsHooks>;
  infrastructure?: Scoped<InfrastructureHooks>;
  repository?: Scoped<RepositoryHooks>;
}

/** The short form of a plugin: a function that taps. */
export type PluginFunction = (hooks: ScopedHooks) => void;

/** Gives a plugin its types. Identity at run time. */
export function definePlugin<P extends Plugin | PluginFunction>(plugin: P): P {
  return plugin;
}
