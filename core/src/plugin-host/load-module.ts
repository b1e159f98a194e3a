import type { Jiti } from "jiti";
import { isOwnFolder } from "../caches/own-folder.ts";
import * as roleApi from "../role-api/index.ts";
import { type CodeFault, codeNotLoadable, tookTooLong, wrongExport } from "./errors.ts";
import { conducted, isHostFault } from "./plugin-conduct.ts";
import { faultLocation, withoutPlace } from "./plugin-fault.ts";
import { within } from "./within.ts";

/** Seconds that loading a module may take; one that waits at its top level for ever is ended by it. */
const loadingLimit = 30;

export interface LoaderOptions {
  /** Folder for compiled plugins, made with mode 0700. */
  cache: string;
  /** Modules that plugins reach by name, over `@lambdastack/core/role` and `@lambdastack/core`. */
  modules?: Readonly<Record<string, object>>;
}

export interface ModuleToLoad {
  plugin: string;
  /** For messages, such as `task apply`. */
  what: string;
  file: string;
  /** Folder of the plugin. */
  directory: string;
  /** What the default export must be, for messages and as a test. */
  wanted: { words: string; test: (value: unknown) => boolean };
}

export type LoadModule = (module: ModuleToLoad) => Promise<unknown>;

/**
 * Loads the default export of plugin modules, TypeScript or JavaScript, without a build. jiti itself is loaded with
 * the first module: it costs more than a command that runs no plugin takes.
 * The loader throws `plugin-not-loadable`, `wrong-export`, `plugin-time-limit`, each with file, line and column.
 */
export function moduleLoader(options: LoaderOptions): LoadModule {
  let jiti: Promise<Jiti> | undefined;
  const loaded = new Map<string, Promise<unknown>>();
  return (module) => {
    jiti ??= startJiti(options);
    const known = loaded.get(module.file) ?? load(jiti, module);
    loaded.set(module.file, known);
    return known;
  };
}

async function startJiti({ cache, modules }: LoaderOptions): Promise<Jiti> {
  const { createJiti } = await import("jiti");
  return createJiti(cache, {
    fsCache: isOwnFolder(cache) && cache,
    interopDefault: true,
    // the same lines in compiled code, so that stacks are right without source maps
    transformOptions: { retainLines: true },
    virtualModules: { "@lambdastack/core": roleApi, ...modules, "@lambdastack/core/role": roleApi },
  });
}

async function load(jiti: Promise<Jiti>, module: ModuleToLoad): Promise<unknown> {
  const fault: CodeFault = { plugin: module.plugin, what: module.what, location: { file: module.file } };
  const loader = await jiti;
  const imported = conducted({ fault, directory: module.directory }, () =>
    loader.import<{ default?: unknown }>(module.file),
  );
  const exported = await within(loadingLimit, imported, () => tookTooLong(fault, loadingLimit)).catch((error) => {
    if (isHostFault(error)) throw error;
    const cause = error instanceof Error ? error : new Error(String(error));
    const location = faultLocation(cause, module.directory, module.file);
    throw codeNotLoadable({ ...fault, location }, withoutPlace(cause));
  });
  const value = exported.default;
  if (!module.wanted.test(value)) throw wrongExport(fault, module.wanted.words, value);
  return value;
}
