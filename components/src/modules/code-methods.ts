import { resolve } from "node:path";
import {
  type CodeModule,
  callMethod,
  computedFile,
  type Host,
  layComputed,
  type ModuleDrift,
  moduleConfiguration,
  moduleLabel,
  readStateFile,
  type Settings,
  type State,
  valuesOf,
} from "@lambdastack/core";
import { readInitialised, type Written, writeInitialised } from "../init/initialised-files.ts";
import {
  applyModule,
  kindOf,
  type PreparedModule,
  type PreparedPlan,
  planModule,
  prepareModule,
} from "./code-module.ts";
import { newerThanModule } from "./errors.ts";
import { changesOf, type ModulePlan, planText, proposalOf, writeSections } from "./module-plan.ts";
import { type ModuleRun, namedFolder, readingRun, withModuleRun } from "./module-run.ts";
import { requireSavedPlan, saveModulePlan } from "./saved-module-plan.ts";

export interface CodeTarget {
  settings: Settings;
  host: Host;
  module: CodeModule;
  files: readonly string[];
}

export interface Initialised {
  module: string;
  /** The document, as YAML. */
  text: string;
  configuration: Record<string, unknown>;
  /** Keys that the user changed, which stay. */
  kept: readonly string[];
  /** Where it was written; missing where it is only shown. */
  file?: string;
}

/**
 * Computes the configuration from the state of the build folder and writes it there, without what the user changed in it since;
 * from a file's state it is only shown.
 */
export async function initCode(target: CodeTarget, stateFile?: string): Promise<Initialised> {
  const { settings, module } = target;
  if (stateFile !== undefined)
    return (await computed(target, await readStateFile(resolve(settings.cwd, stateFile)))).initialised;
  namedFolder(settings);
  return withModuleRun(settings, `components init ${module.name}`, async ({ folder, state }) => {
    const label = moduleLabel(module.manifest);
    const before = await readInitialised(folder, label);
    const { initialised, written } = await computed(target, await state.read(), before);
    return { ...initialised, file: await writeInitialised(folder, label, written) };
  });
}

async function computed(
  { host, module, files }: CodeTarget,
  state: State | undefined,
  { text: before, record }: Partial<Written> = {},
) {
  const { loaded, context } = await prepareModule(host, module, { state, config: undefined, files });
  const specification = await callMethod(loaded, "init", context);
  const kind = kindOf(module.name);
  const from = state ? `computed from the state with serial ${state.serial}` : "computed without a state";
  const laid = layComputed({ kind, computed: valuesOf(specification, from), before, ...(record && { record }) });
  const computedNow = { file: computedFile(moduleLabel(module.manifest)), text: laid.text };
  const configuration = moduleConfiguration({ kind, kinds: host.kinds(), files, computed: computedNow });
  const kept = laid.values.filter(({ fate }) => fate === "kept").map(({ key }) => key);
  return {
    initialised: { module: module.name, text: laid.text, configuration, kept },
    written: { text: laid.text, record: laid.record },
  };
}

export async function planCode(target: CodeTarget, output?: string): Promise<ModulePlan & { text: string }> {
  const run = readingRun(target.settings);
  const prepared = await preparedIn(target, run);
  const plan = await planModule(prepared);
  if (output !== undefined) await saveModulePlan(resolve(target.settings.cwd, output), prepared, plan);
  return planned(prepared, plan);
}

/** Plans, always; asks; applies; writes the state. */
export function applyCode(target: CodeTarget, savedPlan?: string): Promise<ModulePlan & { text: string }> {
  const { settings, module } = target;
  return withModuleRun(settings, `components apply ${module.name}`, async (run) => {
    const prepared = await preparedIn(target, run);
    requireSameVersion(prepared);
    const plan = await planModule(prepared);
    if (savedPlan !== undefined) await requireSavedPlan(resolve(settings.cwd, savedPlan), prepared, plan);
    await settings.approve(proposalOf(module.name, plan.differences));
    if (plan.differences.length > 0) await writeSections(run.state, await applyModule(prepared, plan));
    return planned(prepared, plan);
  });
}

/** A module may record its version in its section; then only its own upgrade changes it. */
function requireSameVersion({ module, context }: PreparedModule): void {
  const recorded = context.section?.version;
  const { version } = module.manifest;
  if (typeof recorded === "string" && recorded !== version) throw newerThanModule(module.name, recorded, version);
}

export async function auditCode(target: CodeTarget): Promise<readonly ModuleDrift[]> {
  const prepared = await preparedIn(target, readingRun(target.settings));
  if (prepared.loaded.module.audit) return callMethod(prepared.loaded, "audit", prepared.context);
  const { differences } = await planModule(prepared);
  return changesOf(differences).map(({ path, from, to }) => ({ what: path, expected: text(to), found: text(from) }));
}

const text = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

async function preparedIn({ host, module, files }: CodeTarget, { folder, state }: ModuleRun): Promise<PreparedModule> {
  return prepareModule(host, module, { state: await state.read(), config: folder.config, files });
}

const planned = ({ module }: PreparedModule, { differences }: PreparedPlan) => ({
  module: module.name,
  version: module.manifest.version,
  changes: changesOf(differences),
  text: planText(module.name, differences),
});
