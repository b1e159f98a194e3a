import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CodeModule,
  callMethod,
  computedFile,
  guardSections,
  type Host,
  type LoadedModule,
  type ModuleContext,
  moduleConfiguration,
  moduleLabel,
  requireKept,
  type Sections,
  type StateDifference,
  sectionsOf,
  stateDifferences,
} from "@lambdastack/core";
import { requireModules } from "./requirements.ts";

/** A module in code with what its methods are asked with. */
export interface PreparedModule {
  host: Host;
  module: CodeModule;
  loaded: LoadedModule;
  context: ModuleContext;
}

/** What a plan rests on and says. */
export interface PreparedPlan {
  /** Sections as they would be. */
  promised: Sections;
  differences: StateDifference[];
}

export interface Surroundings {
  state: Readonly<Record<string, unknown>> | undefined;
  /** Folder of computed configurations; undefined where nothing was computed. */
  config: string | undefined;
  files: readonly string[];
}

export async function prepareModule(host: Host, module: CodeModule, given: Surroundings): Promise<PreparedModule> {
  const state = sectionsOf(given.state);
  const { name, manifest } = module;
  const config = moduleConfiguration({
    kind: kindOf(name),
    kinds: host.kinds(),
    files: given.files,
    ...(await computedBefore(given.config, moduleLabel(manifest))),
  }) as ModuleContext["config"];
  const context = { config, state, section: state[moduleLabel(manifest)] };
  return { host, module, loaded: await host.loadModule(module), context };
}

export const kindOf = (name: string): string => `configuration/${name}`;

async function computedBefore(config: string | undefined, label: string) {
  if (config === undefined) return {};
  const file = join(config, computedFile(label));
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? {} : { computed: { file, text } };
}

/** What the module would make of the state. Throws for what it may not write, and for unmet requirements (refused). */
export async function planModule({ host, module, loaded, context }: PreparedModule): Promise<PreparedPlan> {
  requireModules(host, module, context.state);
  const promised = await callMethod(loaded, "plan", context);
  return { promised, differences: guarded(module, context.state, promised) };
}

/** Lets the module do what its plan said. Throws `plan-not-kept` where it did something else. */
export async function applyModule(
  { module, loaded, context }: PreparedModule,
  { promised }: PreparedPlan,
): Promise<Sections> {
  const became = await callMethod(loaded, "apply", context);
  guarded(module, context.state, became);
  requireKept(module.name, promised, became);
  return became;
}

function guarded({ name, manifest }: CodeModule, state: Sections, sections: Sections): StateDifference[] {
  const differences = stateDifferences(state, { ...state, ...sections });
  guardSections({ name, label: moduleLabel(manifest), writes: manifest.writes ?? [] }, differences);
  return differences;
}
