import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  type CodeModule,
  callMethod,
  computedFile,
  type Host,
  type ModuleDrift,
  manifestToYaml,
  moduleConfiguration,
  moduleLabel,
  readStateFile,
  type Settings,
  type State,
  writeFileAtomic,
} from "@lambdastack/core";
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
  /** Where it was written; missing where it is only shown. */
  file?: string;
}

/** Computes the configuration from the state of the build folder and writes it there; from a file's state it is only shown. */
export async function initCode(target: CodeTarget, stateFile?: string): Promise<Initialised> {
  const { settings } = target;
  if (stateFile !== undefined) return computed(target, await readStateFile(resolve(settings.cwd, stateFile)));
  namedFolder(settings);
  return withModuleRun(settings, `components init ${target.module.name}`, async (run) => {
    const made = await computed(target, await run.state.read());
    return { ...made, file: await writeConfiguration(target, run, made.text) };
  });
}

async function computed({ host, module, files }: CodeTarget, state: State | undefined): Promise<Initialised> {
  const { loaded, context } = await prepareModule(host, module, { state, config: undefined, files });
  const specification = await callMethod(loaded, "init", context);
  const kind = kindOf(module.name);
  const label = moduleLabel(module.manifest);
  const document = { kind, name: "default", version: "1.0.0", specification };
  const heading = `# Computed by components init from ${state ? `the state with serial ${state.serial}` : "no state"}. Lies between defaults and your own documents.\n`;
  const text = `${heading}${manifestToYaml({ cluster: document, documents: [document] })}`;
  const file = computedFile(label);
  const configuration = moduleConfiguration({ kind, kinds: host.kinds(), files, computed: { file, text } });
  return { module: module.name, text, configuration };
}

/** A configuration that somebody may have edited is replaced only when it is approved. */
async function writeConfiguration({ settings, module }: CodeTarget, { folder }: ModuleRun, text: string) {
  const file = join(folder.config, computedFile(moduleLabel(module.manifest)));
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before !== undefined && withoutHeading(before) !== withoutHeading(text))
    await settings.approve({
      text: `${file} is replaced by:\n${text.trimEnd()}`,
      hasChanges: true,
      destroys: true,
    });
  await mkdir(folder.config, { recursive: true, mode: 0o700 });
  await writeFileAtomic(file, text);
  return file;
}

const withoutHeading = (text: string): string => text.replace(/^# Computed by .*\n/, "");

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
