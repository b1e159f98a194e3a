import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Modules } from "@lambdastack/components";
import {
  type ContainerModule,
  type OwnModule,
  openHost,
  repositoriesIn,
  type Settings,
  StackError,
} from "@lambdastack/core";
import { notAModulePath } from "../errors.ts";
import type { Verification } from "./level.ts";

type Rules = NonNullable<Verification["levels"][number]["rules"]>;

/** Methods that every module has. */
const methods = ["metadata", "init", "plan", "apply", "audit"];

/**
 * Verifies a module with methods of its own: a folder with `module.ts`, or every module of a Repository file or a folder of them, whose `metadata` is
 * run and compared with the file. Nothing else of it is run in a container. Modules know the level valid alone.
 */
export async function verifyModule(settings: Settings, path: string): Promise<Verification> {
  const began = performance.now();
  const build = await mkdtemp(join(tmpdir(), "lambdastack-verify-"));
  const own = {
    ...settings,
    build,
    plugins: withDirectory(settings.plugins, pluginDirectory(path)),
    sinks: [],
    approve: atOnce,
  };
  try {
    const rules = (await Promise.all((await modulesIn(own, path)).map((module) => judged(own, module)))).flat();
    const problems = rules.flatMap((one) => one.problems.map((problem) => `${one.rule}: ${problem}`));
    const outcome = problems.length === 0 ? "reached" : "missed";
    const level = {
      level: "valid" as const,
      outcome,
      problems,
      rules,
      milliseconds: performance.now() - began,
    } as const;
    return {
      role: basename(path),
      folder: path,
      reached: outcome === "reached" ? "valid" : undefined,
      levels: [level],
    };
  } finally {
    await rm(build, { recursive: true, force: true });
  }
}

/** Nothing of what a throw-away build folder becomes is asked about. */
const atOnce = async (): Promise<void> => undefined;

/** A folder of Repository files is a plugin directory; everything else stands in one. */
const pluginDirectory = (path: string): string => (repositoriesIn(path, path).length > 0 ? path : dirname(path));

/** Whether a module was found at the path, or is one of a Repository file directly in it. */
const isAt =
  (path: string) =>
  (found: string): boolean =>
    found === path || (/\.ya?ml$/.test(found) && dirname(found) === path);

const withDirectory = (plugins: readonly string[], directory: string): string[] => [
  ...plugins.filter((plugin) => plugin !== directory),
  directory,
];

async function modulesIn(settings: Settings, path: string): Promise<OwnModule[]> {
  const host = await openHost(settings);
  const fault = [...host.broken, ...host.duplicates].find((plugin) => pathsOf(plugin).some(isAt(path)));
  if (fault) throw fault.error;
  const found = [...host.modules.values()].filter(({ type, file, directory }) =>
    isAt(path)(type === "container" ? file : directory),
  );
  if (found.length === 0) throw notAModulePath(path);
  return found;
}

const pathsOf = (plugin: { directory: string } | { directories: readonly string[] }): readonly string[] =>
  "directories" in plugin ? plugin.directories : [plugin.directory];

const judged = (settings: Settings, module: OwnModule): Promise<Rules> | Rules =>
  module.type === "container" ? judgedContainer(settings, module) : judgedCode(settings, module.name);

async function judgedContainer(settings: Settings, module: ContainerModule): Promise<Rules> {
  const each = module.versions.map(async ({ version, commands }) => {
    const name = `${module.name}:${version}`;
    const lacking = methods.filter((method) => !commands.some((command) => command.name === method));
    const contract = {
      rule: `${name} contract`,
      promise: `lists ${methods.join(", ")}`,
      problems: lacking.map((method) => `It lists no command ${method}.`),
    };
    const problems = lacking.includes("metadata") ? [] : await asProblems(() => said(settings, name));
    return [contract, { rule: `${name} metadata`, promise: "says of itself what its file says", problems }];
  });
  return (await Promise.all(each)).flat();
}

/** A build folder each: two runs do not go into one. */
async function said(settings: Settings, name: string): Promise<string[]> {
  const build = await mkdtemp(join(settings.build ?? tmpdir(), "module-"));
  return new Modules({ ...settings, build: join(build, "build") }).metadataProblems(name);
}

/** With no state at all: what it computes from that, and that apply keeps what plan said. What a module itself refuses is an answer. */
async function judgedCode(settings: Settings, name: string): Promise<Rules> {
  const modules = new Modules({ ...settings, build: join(settings.build ?? tmpdir(), "build") });
  const problems = await asProblems(async () => {
    await modules.init(name);
    await modules.apply(name);
    return [];
  });
  return [{ rule: `${name} answers`, promise: "keeps what it plans, and writes what it may", problems }];
}

const ownFaults =
  /^(plugin-|wrong-|invalid-|foreign-|plan-not-kept|image-|container-|no-container|method-|shared-|secret-)/;

async function asProblems(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    return ownFaults.test(error.code) || error.problems.length > 0 ? [error.message] : [];
  }
}
