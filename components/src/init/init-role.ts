import { resolve } from "node:path";
import {
  type BuildFolder,
  computedFile,
  type Host,
  inputMissing,
  layComputed,
  lockBuildFolder,
  moduleConfiguration,
  moduleLabel,
  openBuildFolder,
  openHost,
  openState,
  type Role,
  readStateFile,
  runInit,
  type Settings,
  type State,
} from "@lambdastack/core";
import { notConfigurable } from "../errors.ts";
import { type ExplainedValue, explainValues } from "./explain-values.ts";
import { readInitialised, type Written, writeInitialised } from "./initialised-files.ts";

export interface InitialisedRole {
  role: string;
  /** The document, as YAML. */
  text: string;
  /** The whole configuration, with where each value comes from. */
  values: ExplainedValue[];
  /** Where it was written; missing where it is only shown. */
  file?: string;
}

export interface InitInput {
  /** File of a state to compute from, in place of the build folder's; then nothing is written. */
  state?: string | undefined;
}

/** Computes a role's configuration from the state of a build folder and writes it there; from a file's state it is only shown. */
export async function initRole(settings: Settings, name: string, { state }: InitInput = {}): Promise<InitialisedRole> {
  const host = await openHost(settings);
  const role = host.role(name.replaceAll("_", "-"));
  if (state !== undefined)
    return (await computed(host, role, await readStateFile(resolve(settings.cwd, state)))).initialised;
  if (settings.build === undefined) throw inputMissing();
  const folder = await openBuildFolder(resolve(settings.cwd, settings.build));
  const lock = await lockBuildFolder(folder, { command: "components init" });
  try {
    return await initIn(folder, host, role);
  } finally {
    await lock.release();
  }
}

async function initIn(folder: BuildFolder, host: Host, role: Role): Promise<InitialisedRole> {
  const label = moduleLabel(role.manifest);
  const before = await readInitialised(folder, label);
  const state = await openState(folder).read();
  const { initialised, written } = await computed(host, role, state, before);
  return { ...initialised, file: await writeInitialised(folder, label, written) };
}

async function computed(host: Host, role: Role, state: State | undefined, before: Partial<Written> = {}) {
  if (role.schemaFile === undefined) throw notConfigurable(role.name);
  const kind = `configuration/${role.name}`;
  const file = computedFile(moduleLabel(role.manifest));
  const kinds = host.kinds();
  const defaults = moduleConfiguration({ kind, kinds, files: [] });
  const laid = layComputed({
    kind,
    computed: await runInit(host, role.name, { state, defaults }),
    before: before.text,
    ...(before.record && { record: before.record }),
  });
  const configuration = moduleConfiguration({ kind, kinds, files: [], computed: { file, text: laid.text } });
  const values = explainValues({ role, configuration, defaults, computed: laid.values });
  const { text, record } = laid;
  return { initialised: { role: role.name, text, values }, written: { text, record } };
}
