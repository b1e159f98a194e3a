import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KindSource } from "../documents/document.ts";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { ProviderFolder } from "../providers/provider.ts";
import { duplicatePlugin, type PluginKind, pluginDirectoryMissing, pluginItself } from "./errors.ts";
import { type ManifestCache, noManifestCache } from "./manifest-cache.ts";
import type { PluginDirectory } from "./plugin-directory.ts";
import { type FoundPlugin, readProviderFolder, readRepositories, readRoleFolder } from "./plugin-folder.ts";
import type { OwnModule, Role } from "./role.ts";

/** A plugin that cannot be used: its manifest is wrong or something is missing. */
export interface BrokenPlugin {
  kind: PluginKind;
  name: string;
  directory: string;
  origin: string;
  error: StackError;
}

/** One name in several directories without `override: true`. */
export interface DuplicatePlugin {
  kind: PluginKind;
  name: string;
  directories: string[];
  error: StackError;
}

/** Everything that the plugin directories hold, sound and broken. */
export interface Discovery {
  roles: ReadonlyMap<string, Role>;
  /** Modules with methods of their own, in code or in a container. */
  modules: ReadonlyMap<string, OwnModule>;
  providers: ReadonlyMap<string, ProviderFolder>;
  broken: readonly BrokenPlugin[];
  duplicates: readonly DuplicatePlugin[];
  kinds: readonly KindSource[];
}

/**
 * Reads the direct children of the directories, in order; nothing of a plugin is run. Throws
 * `plugin-directory-missing` and `plugin-directory-is-plugin` for what someone named; a plugin that is wrong in
 * itself is only listed.
 */
export function discoverPlugins(
  directories: readonly PluginDirectory[],
  cache: ManifestCache = noManifestCache,
): Discovery {
  const present = directories.filter(({ path, named }) => named || existsSync(path));
  throwProblems(present.flatMap(unusable), (count) => `${count} plugin directories cannot be used.`);
  const found = present.flatMap((directory) => pluginsIn(directory, cache));
  cache.save();
  return settled(found);
}

function unusable({ path, origin }: PluginDirectory): StackError[] {
  if (childrenOf(path) === undefined) return [pluginDirectoryMissing(path, origin)];
  const isPlugin = ["role.yml", "provider.yml"].some((file) => existsSync(join(path, file)));
  return isPlugin ? [pluginItself(path, origin, dirname(path))] : [];
}

function childrenOf(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}

function pluginsIn({ path, origin }: PluginDirectory, cache: ManifestCache): FoundPlugin[] {
  const names = (childrenOf(path) ?? []).filter((name) => !name.startsWith(".") && name !== "node_modules").sort();
  const folders = names.flatMap((name) => {
    const place = { name, directory: join(path, name), origin };
    const found: FoundPlugin[] = [];
    if (existsSync(join(place.directory, "role.yml"))) found.push(readRoleFolder(place, cache));
    if (existsSync(join(place.directory, "provider.yml"))) found.push(readProviderFolder(place, cache));
    return found.length > 0 ? found : readRepositories({ path: place.directory, origin });
  });
  return [...folders, ...readRepositories({ path, origin })];
}

/** Decides which folder a name means: the last one that overrides those before it. */
function settled(found: readonly FoundPlugin[]): Discovery {
  const winners: FoundPlugin[] = [];
  const duplicates: DuplicatePlugin[] = [];
  for (const group of grouped(found)) {
    const rivals = rivalsOf(group);
    if (rivals.length === 1) winners.push(...rivals);
    else duplicates.push(duplicate(rivals));
  }
  return {
    roles: new Map(winners.flatMap(({ role }) => (role ? [[role.name, role] as const] : []))),
    modules: new Map(winners.flatMap(({ module }) => (module ? [[module.name, module] as const] : []))),
    providers: new Map(winners.flatMap(({ provider }) => (provider ? [[provider.name, provider] as const] : []))),
    broken: winners.flatMap(({ error, role, module, provider, kinds, ...place }) =>
      error ? [{ ...place, error }] : [],
    ),
    duplicates,
    kinds: winners.flatMap(({ kinds }) => kinds),
  };
}

function grouped(found: readonly FoundPlugin[]): FoundPlugin[][] {
  const groups = new Map<string, FoundPlugin[]>();
  for (const plugin of found) {
    const key = `${plugin.kind} ${plugin.name}`;
    groups.set(key, [...(groups.get(key) ?? []), plugin]);
  }
  return [...groups.values()];
}

/** Those that remain of one name. A broken one cannot say that it overrides, so it takes the name with its error. */
function rivalsOf(group: readonly FoundPlugin[]): readonly FoundPlugin[] {
  const last = group.findLastIndex(
    ({ error, role, module, provider }) =>
      error !== undefined || (role ?? module ?? provider)?.manifest.override === true,
  );
  return group.slice(Math.max(0, last));
}

function duplicate(rivals: readonly FoundPlugin[]): DuplicatePlugin {
  const [{ kind, name }] = rivals as [FoundPlugin];
  const directories = rivals.map((rival) => rival.directory);
  return { kind, name, directories, error: duplicatePlugin(kind, name, directories) };
}
