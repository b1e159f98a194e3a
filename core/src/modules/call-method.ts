import { wrongResult } from "../plugin-host/errors.ts";
import { callGuarded } from "../plugin-host/guard-taps.ts";
import { frozen } from "../task-context/frozen.ts";
import type { Module, ModuleContext, ModuleDrift, Sections } from "./module.ts";
import { resultProblem } from "./result-problem.ts";

/** Code of a module, with what names it in messages. */
export interface LoadedModule {
  name: string;
  directory: string;
  /** Absolute path of `module.ts`. */
  file: string;
  module: Module;
}

interface Results {
  init: ModuleContext["config"];
  plan: Sections;
  apply: Sections;
  audit: readonly ModuleDrift[];
}
export type ModuleMethod = keyof Results;

const computing = 30;
const applying = 600;

/**
 * What a method returns, as plain data of our own. It gets a frozen copy. Throws `plugin-failed` (or the module's own finding) with
 * the module, the method and the line, `plugin-time-limit`, `wrong-plugin-result`.
 */
export async function callMethod<Method extends ModuleMethod>(
  loaded: LoadedModule,
  method: Method,
  context: ModuleContext,
): Promise<Results[Method]> {
  const { name, directory, file, module } = loaded;
  const fault = { plugin: name, what: `method ${method}`, location: { file } };
  const given = frozen(structuredClone(context));
  const timeLimit = method === "apply" ? (module.timeLimit ?? applying) : computing;
  const result = await callGuarded({ fault, directory, timeLimit }, async () => module[method]?.(given as never));
  const problem = resultProblem(method, result);
  if (problem !== undefined) throw wrongResult(fault, problem);
  return structuredClone(result) as Results[Method];
}
