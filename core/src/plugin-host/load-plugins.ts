import { StackError, throwProblems } from "../errors/stack-error.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { pluginFailed } from "./errors.ts";
import type { HooksAtWork } from "./host.ts";
import type { LoadModule } from "./load-module.ts";
import type { Plugin, PluginFunction, ScopedHooks } from "./plugin.ts";
import { faultLocation } from "./plugin-fault.ts";
import type { Role } from "./role.ts";
import { scopeHooks } from "./scope-hooks.ts";

/**
 * Runs the `plugin.ts` of every role that has one, in the order of discovery, and lets it tap `hooks`. Throws every
 * error of loading and tapping at once. Returns the resource types that plugins add.
 */
export async function loadPlugins(
  load: LoadModule,
  roles: readonly Role[],
  hooks: HooksAtWork,
): Promise<ResourceType<never, unknown>[]> {
  const results = await Promise.allSettled(roles.filter(({ plugin }) => plugin).map((role) => loadPlugin(load, role)));
  const problems: StackError[] = [];
  const types: ResourceType<never, unknown>[] = [];
  for (const result of results) {
    try {
      if (result.status === "rejected") throw result.reason;
      types.push(...tapHooks(result.value, hooks));
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      problems.push(error);
    }
  }
  throwProblems(problems, (count) => `${count} plugins cannot be used.`);
  return types;
}

interface LoadedPlugin {
  role: Role;
  file: string;
  plugin: Plugin | PluginFunction;
}

async function loadPlugin(load: LoadModule, role: Role): Promise<LoadedPlugin> {
  const file = role.plugin as string;
  const wanted = { words: "a plugin (definePlugin)", test: isPlugin };
  const plugin = await load({ plugin: role.name, what: "plugin.ts", file, directory: role.directory, wanted });
  return { role, file, plugin: plugin as Plugin | PluginFunction };
}

const isPlugin = (value: unknown): boolean =>
  typeof value === "function" || typeof (value as Plugin | undefined)?.name === "string";

function tapHooks({ role, file, plugin }: LoadedPlugin, hooks: HooksAtWork): readonly ResourceType<never, unknown>[] {
  const owner = { plugin: role.name, directory: role.directory };
  const scoped: ScopedHooks = Object.freeze(
    Object.fromEntries(Object.entries(hooks).map(([name, at]) => [name, scopeHooks(at, owner)])),
  );
  try {
    if (typeof plugin === "function") plugin(scoped);
    else tapEach(plugin, scoped);
  } catch (error) {
    throw pluginFailed(
      { plugin: role.name, what: "plugin.ts", location: faultLocation(error, role.directory, file) },
      error,
    );
  }
  return typeof plugin === "function" ? [] : (plugin.resourceTypes ?? []);
}

function tapEach(plugin: Plugin, { components, infrastructure, repository }: ScopedHooks): void {
  if (components) plugin.components?.(components);
  if (infrastructure) plugin.infrastructure?.(infrastructure);
  if (repository) plugin.repository?.(repository);
}
