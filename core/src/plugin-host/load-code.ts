import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Init } from "../init/init.ts";
import type { LoadedModule, Module } from "../modules/index.ts";
import type { Provider, ProviderFolder } from "../providers/provider.ts";
import type { CollectTools } from "../providers/provider-tools.ts";
import { ansibleGround, isAnsibleTask, withPython } from "./ansible-task.ts";
import { unknownTask } from "./errors.ts";
import type { LoadModule } from "./load-module.ts";
import type { CodeModule, Role, TaskName } from "./role.ts";
import type { Task } from "./task.ts";

/** Throws `unknown-task` for one that the role does not have. */
export async function loadTask(load: LoadModule, role: Role, task: TaskName): Promise<Task> {
  const { name, directory, tasks } = role;
  const file = tasks[task];
  if (file === undefined) throw unknownTask(name, task, Object.keys(tasks));
  if (isAnsibleTask(file)) return ansibleGround(role, task);
  const loaded = (await load({
    plugin: name,
    what: `task ${task}`,
    file,
    directory,
    wanted: made("defineTask"),
  })) as Task;
  return task === "apply" && Object.values(tasks).some(isAnsibleTask) ? withPython(loaded) : loaded;
}

/** Undefined where the role computes nothing. */
export async function loadInit(load: LoadModule, { name, directory, init }: Role): Promise<Init | undefined> {
  if (init === undefined) return undefined;
  return (await load({ plugin: name, what: "init", file: init, directory, wanted: made("defineInit") })) as Init;
}

const moduleMethods = ["init", "plan", "apply"];

export async function loadModule(load: LoadModule, { name, file, directory }: CodeModule): Promise<LoadedModule> {
  const wanted = withMethods("a module (defineModule)", moduleMethods);
  const module = (await load({ plugin: name, what: "module", file, directory, wanted })) as Module;
  return { name, file, directory, module };
}

const providerMethods = ["plan", "apply", "planDestroy", "destroy", "analyse", "status", "access"];

export async function loadProvider(load: LoadModule, { name, module }: ProviderFolder): Promise<Provider> {
  const wanted = withMethods("a provider (defineProvider)", providerMethods);
  return (await load({ plugin: name, what: "provider", file: module, directory: dirname(module), wanted })) as Provider;
}

/** Of a provider's `tools.ts`; undefined where it has none. */
export async function loadTools(
  load: LoadModule,
  { name, directory }: ProviderFolder,
): Promise<CollectTools | undefined> {
  const file = join(directory, "tools.ts");
  if (!existsSync(file)) return undefined;
  return (await load({ plugin: name, what: "tools", file, directory, wanted: made("defineTools") })) as CollectTools;
}

type Wanted = Parameters<LoadModule>[0]["wanted"];

const made = (by: string): Wanted => ({ words: `a function (${by})`, test: (value) => typeof value === "function" });

const withMethods = (what: string, methods: readonly string[]): Wanted => ({
  words: `${what} with ${methods.join(", ")}`,
  test: (value) =>
    methods.every((method) => typeof (value as Record<string, unknown> | undefined)?.[method] === "function"),
});
