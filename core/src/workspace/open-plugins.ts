import { createHost, type HooksAtWork, type Host } from "../plugin-host/index.ts";
import type { Pins } from "../plugin-host/role-reference.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { pinnedVersions } from "./pinned-versions.ts";
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
export async function openHost(settings: Settings, more: PluginModules = {}, pins: Pins = {}): Promise<Host> {
  const { cwd, home, environment, plugins } = settings;
  // Providers reach this very core by its name, so that there is one StackError and one of everything else.
  const modules = { ...more, "@lambdastack/core": await import("../index.ts") };
  return createHost({ cwd, home, environment, pluginDirectories: [...plugins], modules, pins });
}

export interface OpenPluginsOptions {
  modules?: PluginModules;
  /** Documents, which may ask for versions of roles; without any those last applied count. */
  files?: readonly string[] | undefined;
  /** The role that a command is about, with its version where that is named. */
  role?: string | undefined;
}

/**
 * Finds plugins and lets them tap. Throws for names used twice, for several versions of one role, and for plugin code that
 * cannot be loaded.
 */
export async function openPlugins(
  settings: Settings,
  hooks: HooksAtWork,
  { modules = {}, files = [], role }: OpenPluginsOptions = {},
): Promise<OpenedPlugins> {
  const host = await openHost(settings, modules, await pinnedVersions({ settings, files, role }));
  host.requireUnique();
  return { host, pluginTypes: await host.loadPlugins(hooks) };
}
