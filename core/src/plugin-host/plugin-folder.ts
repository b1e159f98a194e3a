import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { repositoriesIn } from "../container-modules/read-repository.ts";
import type { KindSource } from "../documents/document.ts";
import { StackError } from "../errors/stack-error.ts";
import type { ProviderFolder } from "../providers/provider.ts";
import { ansibleEntrypoint, ansibleTaskIn, requireRunnable } from "./ansible-task.ts";
import { incompletePlugin, type PluginKind } from "./errors.ts";
import type { ManifestCache } from "./manifest-cache.ts";
import { nameRule, roleManifestRules } from "./manifest-rules.ts";
import type { PluginDirectory } from "./plugin-directory.ts";
import { readManifest } from "./read-manifest.ts";
import type { CodeModule, OwnModule, Role, TaskName } from "./role.ts";

/** A folder of a plugin directory as it was found, sound or broken. */
export interface FoundPlugin {
  kind: PluginKind;
  /** Name of the folder, without a version. */
  name: string;
  /** Version that the folder's name says. */
  version?: string;
  directory: string;
  origin: string;
  role?: Role;
  /** In place of a role: a module with methods of its own. */
  module?: OwnModule;
  provider?: ProviderFolder;
  /** What is wrong with it; then it has neither role nor provider. */
  error?: StackError;
  /** Its documents, known also while it is broken. */
  kinds: KindSource[];
}

export interface PluginPlace {
  name: string;
  /** Version that the folder's name says. */
  version?: string;
  directory: string;
  origin: string;
}

export const taskNames: readonly TaskName[] = ["apply", "backup", "restore", "upgrade", "test", "scale"];
const extensions = ["ts", "mts", "js", "mjs", "cjs"];

/** Reads a folder with `role.yml`. Never throws for what is wrong with it and runs nothing of it. */
export function readRoleFolder(place: PluginPlace, cache: ManifestCache): FoundPlugin {
  const kinds = roleKinds(place);
  const file = moduleIn(place.directory, "module");
  return read({ kind: "role", kinds, ...place }, () =>
    file === undefined
      ? { role: soundRole(place, kinds, cache) }
      : { module: soundModule({ ...place, file }, kinds, cache) },
  );
}

/** The components of the Repository files directly in a folder; a wrong file stands as one broken plugin. */
export function readRepositories({ path, origin }: Pick<PluginDirectory, "path" | "origin">): FoundPlugin[] {
  return repositoriesIn(path, origin).flatMap(({ file, modules, error }): FoundPlugin[] => {
    const found = { kind: "role" as const, directory: file, origin, kinds: [] };
    if (error) return [{ ...found, name: basename(file), error }];
    return modules.map((module) => ({ ...found, name: module.name, module }));
  });
}

/** Reads a folder with `provider.yml`, in the same way. */
export function readProviderFolder(place: PluginPlace, cache: ManifestCache): FoundPlugin {
  const kinds = providerKinds(place);
  return read({ kind: "provider", kinds, ...place }, () => ({ provider: soundProvider(place, cache) }));
}

function read(found: FoundPlugin, sound: () => Partial<FoundPlugin>): FoundPlugin {
  try {
    return { ...found, ...sound() };
  } catch (error) {
    return { ...found, error: asFinding(error, found) };
  }
}

function asFinding(error: unknown, { kind, name, directory }: FoundPlugin): StackError {
  if (error instanceof StackError) return error;
  if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  return incompletePlugin(kind, name, `cannot be read: ${(error as Error).message}`, directory);
}

function soundRole({ name, version, directory, origin }: PluginPlace, kinds: KindSource[], cache: ManifestCache): Role {
  const file = join(directory, "role.yml");
  const manifest = readManifest("role", { file, name, cache, rules: roleManifestRules(name) });
  if (version !== undefined && version !== manifest.version)
    throw incompletePlugin("role", name, `is of version ${manifest.version} in a folder for ${version}`, file);
  const tasks = tasksIn(directory);
  if (tasks.apply === undefined)
    throw incompletePlugin(
      "role",
      name,
      "has no task apply (apply/index.ts, apply/playbook.yml or apply/tasks/main.yml)",
      file,
    );
  requireRunnable(name, tasks);
  checkPair(name, directory);
  const plugin = moduleIn(directory, "plugin");
  const init = moduleIn(join(directory, "init"), "index");
  const [kind] = kinds;
  return {
    name,
    manifest,
    directory,
    origin,
    tasks,
    ...(plugin === undefined ? {} : { plugin }),
    ...(init === undefined ? {} : { init }),
    ...(kind === undefined ? {} : { schemaFile: kind.schemaFile, defaultsFile: kind.defaultsFile }),
  };
}

/** A folder with `role.yml` and `module.ts`; tasks for machines do not go with methods of its own. */
function soundModule(place: PluginPlace & { file: string }, kinds: KindSource[], cache: ManifestCache): CodeModule {
  const { name, directory, origin, file } = place;
  const manifestFile = join(directory, "role.yml");
  const manifest = readManifest("role", { file: manifestFile, name, cache, rules: roleManifestRules(name) });
  const [task] = Object.keys(tasksIn(directory));
  if (task !== undefined)
    throw incompletePlugin(
      "role",
      name,
      `has both ${basename(file)} and the task ${task}; it can have one of them`,
      file,
    );
  checkPair(name, directory);
  const [kind] = kinds;
  return {
    type: "module",
    name,
    manifest,
    directory,
    origin,
    file,
    ...(kind === undefined ? {} : { schemaFile: kind.schemaFile, defaultsFile: kind.defaultsFile }),
  };
}

/** Defaults need a schema that they satisfy, and a schema needs defaults. */
function checkPair(name: string, directory: string): void {
  const [schema, defaults] = ["schema.yml", "defaults.yml"].map((file) => existsSync(join(directory, file)));
  if (schema === defaults) return;
  const [has, lacks] = schema ? ["schema.yml", "defaults.yml"] : ["defaults.yml", "schema.yml"];
  throw incompletePlugin("role", name, `has ${has} but no ${lacks}`, join(directory, has));
}

function soundProvider({ name, directory, origin }: PluginPlace, cache: ManifestCache): ProviderFolder {
  const file = join(directory, "provider.yml");
  const manifest = readManifest("provider", { file, name, cache, rules: nameRule(name) });
  const module = moduleIn(directory, "index");
  if (module === undefined) throw incompletePlugin("provider", name, "has no module (index.ts)", file);
  return { name, manifest, directory, origin, module };
}

function tasksIn(directory: string): Role["tasks"] {
  const entrypoint = ansibleEntrypoint(directory);
  const tasks: Role["tasks"] = entrypoint === undefined ? {} : { apply: entrypoint };
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const task = taskNames.find((name) => name === entry.name);
    if (task === undefined || entry.isFile()) continue;
    const folder = join(directory, task);
    const file = moduleIn(folder, "index") ?? ansibleTaskIn(folder);
    if (file !== undefined) tasks[task] = file;
  }
  return tasks;
}

const moduleIn = (directory: string, name: string): string | undefined =>
  extensions.map((extension) => join(directory, `${name}.${extension}`)).find((path) => existsSync(path));

function roleKinds({ name, directory }: PluginPlace): KindSource[] {
  const source = kindSource(directory);
  return source ? [{ kind: `configuration/${name}`, ...source, owner: `role ${name}` }] : [];
}

/** `documents/<kind>/schema.yml` with `defaults.yml` beside it; a kind may have slashes. */
function providerKinds({ name, directory }: PluginPlace): KindSource[] {
  const documents = join(directory, "documents");
  if (!existsSync(documents)) return [];
  return foldersBelow(documents).flatMap((folder) => {
    const source = kindSource(folder);
    const kind = relative(documents, folder).split(sep).join("/");
    return source ? [{ kind, provider: name, ...source, owner: `provider ${name}` }] : [];
  });
}

function kindSource(folder: string): Pick<KindSource, "schemaFile" | "defaultsFile"> | undefined {
  const source = { schemaFile: join(folder, "schema.yml"), defaultsFile: join(folder, "defaults.yml") };
  return existsSync(source.schemaFile) && existsSync(source.defaultsFile) ? source : undefined;
}

function foldersBelow(folder: string): string[] {
  const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = children.map(({ name }) => join(folder, name)).sort();
  return paths.flatMap((path) => [path, ...foldersBelow(path)]);
}
