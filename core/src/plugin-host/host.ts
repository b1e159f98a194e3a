import { join } from "node:path";
import type { Configuration } from "../configuration/load-configuration.ts";
import { loadConfiguration } from "../configuration/load-configuration.ts";
import type { KindSource } from "../documents/document.ts";
import { throwProblems } from "../errors/stack-error.ts";
import type { Init } from "../init/init.ts";
import type { LoadedModule } from "../modules/index.ts";
import { productDirectory, productVersion } from "../product/product.ts";
import { userDirectories } from "../product/user-directories.ts";
import type { Provider, ProviderFolder } from "../providers/provider.ts";
import type { CollectTools } from "../providers/provider-tools.ts";
import { readRequirements } from "../requirements/read-requirements.ts";
import type { Requirements } from "../requirements/requirements.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { type BrokenPlugin, type Discovery, type DuplicatePlugin, discoverPlugins } from "./discover-plugins.ts";
import { type PluginKind, unknownPlugin, unknownVersion } from "./errors.ts";
import type { ComponentsHooks, InfrastructureHooks, RepositoryHooks, TaskSource } from "./hooks.ts";
import { loadInit, loadModule, loadProvider, loadTask, loadTools } from "./load-code.ts";
import { type LoadModule, moduleLoader } from "./load-module.ts";
import { loadPlugins } from "./load-plugins.ts";
import { manifestCache } from "./manifest-cache.ts";
import { type PluginDirectory, pluginDirectories } from "./plugin-directory.ts";
import type { CodeModule, OwnModule, Role, TaskName } from "./role.ts";
import type { Pins, RoleReference } from "./role-reference.ts";
import type { Task } from "./task.ts";

export interface HostOptions {
  cwd: string;
  /** The user's home folder. */
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Values of `--plugins`. */
  pluginDirectories?: readonly string[];
  /** Versions of roles, where it is not the latest. */
  pins?: Pins;
  /** Read from its file when missing. */
  configuration?: Configuration;
  /** Modules that plugins reach by name; `@lambdastack/core` for providers, which need more than its authors' face. */
  modules?: Readonly<Record<string, object>>;
  /** Root of the product; found by itself when missing. */
  product?: string;
}

/** The hooks that plugins shall tap: those of the packages at work. */
export interface HooksAtWork {
  components?: ComponentsHooks;
  infrastructure?: InfrastructureHooks;
  repository?: RepositoryHooks;
}

/** All roles and providers of a command, and the door to their code. */
export interface Host extends TaskSource {
  /** Sound roles by name, without broken and doubled ones. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Modules with methods of their own by name, likewise. */
  readonly modules: ReadonlyMap<string, OwnModule>;
  /** Every sound version of each role, the one in `roles` first. */
  readonly versions: ReadonlyMap<string, readonly Role[]>;
  readonly providers: ReadonlyMap<string, ProviderFolder>;
  readonly broken: readonly BrokenPlugin[];
  readonly duplicates: readonly DuplicatePlugin[];
  readonly directories: readonly PluginDirectory[];
  readonly configuration: Configuration;
  /** Schemas and defaults of all documents that plugins bring, broken ones included. */
  kinds(): KindSource[];
  /** Throws what is wrong with that role, `duplicate-plugin`, `unknown-role`. */
  role(name: string): Role;
  /** Throws like `role`. */
  module(name: string): OwnModule;
  /** The role at the version that is asked for. Throws like `role`, and `unknown-version` (invalid) where it is another one. */
  roleAt(reference: RoleReference): Role;
  /** By name or alias. Throws like `role`. */
  provider(name: string): ProviderFolder;
  /** Throws for every name that exists twice; for commands that resolve roles. */
  requireUnique(): void;
  /**
   * What a role fetches, from its `requirements.yml`, read when it is asked for; undefined where it has none. Throws like
   * `role`, and what is wrong with the file.
   */
  requirements(role: string): Requirements | undefined;
  loadTask(role: string, task: TaskName): Promise<Task>;
  /** Undefined where the role computes nothing. */
  loadInit(role: string): Promise<Init | undefined>;
  loadProvider(name: string): Promise<Provider>;
  loadModule(module: CodeModule): Promise<LoadedModule>;
  /** Of a provider's `tools.ts`; undefined where it has none. */
  loadTools(provider: string): Promise<CollectTools | undefined>;
  /** Runs every `plugin.ts`, so that it taps `hooks`; returns the resource types that plugins add. */
  loadPlugins(hooks: HooksAtWork): Promise<ResourceType<never, unknown>[]>;
}

/** Discovers all plugins; runs nothing of them. */
export async function createHost(options: HostOptions): Promise<Host> {
  const { cwd, home, environment } = options;
  const user = userDirectories(home, environment);
  const configuration = options.configuration ?? (await loadConfiguration(cwd, home));
  const product = options.product ?? productDirectory();
  const directories = pluginDirectories({
    product,
    userPlugins: user.plugins,
    environment: environment.LAMBDASTACK_PLUGINS,
    configuration: configuration.plugins,
    commandLine: options.pluginDirectories ?? [],
    cwd,
  });
  const { pins = {} } = options;
  const discovery = discoverPlugins(directories, manifestCache(user.cache, productVersion(product)), pins);
  const load = moduleLoader({
    cache: join(user.cache, "jiti"),
    ...(options.modules ? { modules: options.modules } : {}),
  });
  return Object.freeze({ configuration, directories, ...assemble(discovery, load) });
}

function assemble(discovery: Discovery, load: LoadModule): Omit<Host, "configuration" | "directories"> {
  const { roles, versions, modules, providers, broken, duplicates, kinds } = discovery;
  const role = (name: string): Role => roles.get(name) ?? missing(discovery, "role", name);
  const roleAt = ({ name, version }: RoleReference): Role => {
    const found = role(name);
    if (version === undefined || version === found.manifest.version) return found;
    throw unknownVersion(
      name,
      version,
      (versions.get(name) ?? []).map(({ manifest }) => manifest.version),
    );
  };
  const provider = (name: string): ProviderFolder =>
    providers.get(name) ??
    [...providers.values()].find(({ manifest }) => manifest.aliases?.includes(name)) ??
    missing(discovery, "provider", name);
  return {
    roles,
    versions,
    modules,
    providers,
    broken,
    duplicates,
    kinds: () => [...kinds],
    role,
    roleAt,
    module: (name) => modules.get(name) ?? missing(discovery, "role", name),
    provider,
    requireUnique: () => requireUnique(duplicates),
    requirements: (name) => readRequirements({ directory: role(name).directory, owner: `role ${name}` }),
    loadTask: (name, task) => loadTask(load, role(name), task),
    loadInit: (name) => loadInit(load, role(name)),
    loadProvider: (name) => loadProvider(load, provider(name)),
    loadModule: (module) => loadModule(load, module),
    loadTools: (name) => loadTools(load, provider(name)),
    loadPlugins: (hooks) => loadPlugins(load, [...roles.values()], hooks),
  };
}

function requireUnique(duplicates: readonly DuplicatePlugin[]): void {
  throwProblems(
    duplicates.map(({ error }) => error),
    (count) => `${count} names of plugins are used more than once.`,
  );
}

function missing({ roles, modules, providers, broken, duplicates }: Discovery, kind: PluginKind, name: string): never {
  const fault = [...broken, ...duplicates].find((plugin) => plugin.kind === kind && plugin.name === name);
  if (fault) throw fault.error;
  throw unknownPlugin(kind, name, kind === "role" ? [...roles.keys(), ...modules.keys()] : [...providers.keys()]);
}
