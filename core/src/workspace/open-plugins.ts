import { createHost, type HooksAtWork, type Host } from "../plugin-host/index.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Settings } from "./settings.ts";

/** Every plugin of a command, found, and tapped into the hooks at work. */
export interface OpenedPlugins {
  host: Host;
  /** Types that plugins add to the built-in ones. */
  pluginTypes: readonly ResourceType<never, unknown>[];
}

/** Modules that plugins reach by name. */
export type PluginModules = Readonly<Record<string, object>>;

/** Finds plugins and runs nothing of them: for commands that only list. */
export async function openHost(settings: Settings, more: PluginModules = {}): Promise<Host> {
  const { cwd, home, environment, plugins } = settings;
  // Providers reach this very core by its name, so that there is one StackError and one of everything else.
  const modules = { ...more, "@lambdastack/core": await import("../index.ts") };
  return createHost({ cwd, home, environment, pluginDirectories: [...plugins], modules });
}

/** Finds plugins and lets them tap. Throws for names used twice and for plugin code that cannot be loaded. */
export async function openPlugins(
  settings: Settings,
  hooks: HooksAtWork,
  modules: PluginModules = {},
): Promise<OpenedPlugins> {
  const host = await openHost(settings, modules);
  host.requireUnique();
  return { host, pluginTypes: await host.loadPlugins(hooks) };
}
