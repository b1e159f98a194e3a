import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KindSource } from "../documents/document.ts";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { ProviderFolder } from "../providers/provider.ts";
import { chooseVersion } from "./choose-version.ts";
import { duplicatePlugin, type PluginKind, pluginDirectoryMissing, pluginItself } from "./errors.ts";
import { type ManifestCache, noManifestCache } from "./manifest-cache.ts";
import type { PluginDirectory } from "./plugin-directory.ts";
import { type FoundPlugin, readProviderFolder, readRepositories, readRoleFolder } from "./plugin-folder.ts";
import type { OwnModule, Role } from "./role.ts";
import { type Pins, referenceText, roleReference } from "./role-reference.ts";

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
  /** Every sound version of each role, the one that it means first. */
  versions: ReadonlyMap<string, readonly Role[]>;
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
  pins: Pins = {},
): Discovery {
  const present = directories.filter(({ path, named }) => named || existsSync(path));
  throwProblems(present.flatMap(unusable), (count) => `${count} plugin directories cannot be used.`);
  const found = present.flatMap((directory) => pluginsIn(directory, cache, pins));
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

/** Versions of a role lie side by side in one directory; together they are one plugin. */
function pluginsIn(directory: PluginDirectory, cache: ManifestCache, pins: Pins): FoundVersions[] {
  return grouped(foldersIn(directory, cache)).map((folders) => {
    const { chosen, others } = chooseVersion(folders, pins[folders[0]?.name ?? ""]);
    return { ...chosen, others };
  });
}

interface FoundVersions extends FoundPlugin {
  others: readonly FoundPlugin[];
}

function foldersIn({ path, origin }: PluginDirectory, cache: ManifestCache): FoundPlugin[] {
  const names = (childrenOf(path) ?? []).filter((name) => !name.startsWith(".") && name !== "node_modules").sort();
  const folders = names.flatMap((folder) => {
    const place = { name: folder, directory: join(path, folder), origin };
    const found: FoundPlugin[] = [];
    if (existsSync(join(place.directory, "role.yml")))
      found.push(readRoleFolder({ ...place, ...roleReference(folder) }, cache));
    if (existsSync(join(place.directory, "provider.yml"))) found.push(readProviderFolder(place, cache));
    return found.length > 0 ? found : readRepositories({ path: place.directory, origin });
  });
  return [...folders, ...readRepositories({ path, origin })];
}

/** Decides which folder a name means: the last one that overrides those before it. */
function settled(found: readonly FoundVersions[]): Discovery {
  const winners: FoundVersions[] = [];
  const duplicates: DuplicatePlugin[] = [];
  for (const group of grouped(found)) {
    const rivals = rivalsOf(group);
    if (rivals.length === 1) winners.push(...rivals);
    else duplicates.push(duplicate(rivals));
  }
  return {
    roles: new Map(winners.flatMap(({ role }) => (role ? [[role.name, role] as const] : []))),
    versions: new Map(winners.flatMap((winner) => (winner.role ? [[winner.name, versionsOf(winner)] as const] : []))),
    modules: new Map(winners.flatMap(({ module }) => (module ? [[module.name, module] as const] : []))),
    providers: new Map(winners.flatMap(({ provider }) => (provider ? [[provider.name, provider] as const] : []))),
    broken: winners.flatMap((winner) => [winner, ...winner.others]).flatMap(brokenOf),
    duplicates,
    kinds: winners.flatMap(({ kinds }) => kinds),
  };
}

const versionsOf = ({ role, others }: FoundVersions): Role[] =>
  [role, ...others.map((other) => other.role)].filter((one) => one !== undefined);

const brokenOf = ({ kind, name, version, directory, origin, error }: FoundPlugin): BrokenPlugin[] =>
  error ? [{ kind, name: referenceText({ name, ...(version && { version }) }), directory, origin, error }] : [];

function grouped<Found extends FoundPlugin>(found: readonly Found[]): Found[][] {
  const groups = new Map<string, Found[]>();
  for (const plugin of found) {
    const key = `${plugin.kind} ${plugin.name}`;
    groups.set(key, [...(groups.get(key) ?? []), plugin]);
  }
  return [...groups.values()];
}

/** Those that remain of one name. A broken one cannot say that it overrides, so it takes the name with its error. */
function rivalsOf<Found extends FoundPlugin>(group: readonly Found[]): readonly Found[] {
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
