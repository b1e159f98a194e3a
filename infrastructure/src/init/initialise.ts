import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  computedFile,
  lockBuildFolder,
  manifestToYaml,
  moduleLabel,
  openBuildFolder,
  openHost,
  openState,
  providerName,
  readStateFile,
  type Settings,
  type State,
  type Workspace,
  writeFileAtomic,
} from "@lambdastack/core";
import { providerModules } from "../provider-modules.ts";
import { computedDocuments } from "./computed-documents.ts";

interface Asked {
  /** Name or alias. */
  provider: string | undefined;
  /** File of a state. */
  state: string | undefined;
  workspace: Workspace | undefined;
}

/** The documents that a provider computes from a state, written where a cluster is at hand and the state is its own. */
export async function initialise(settings: Settings, asked: Asked): Promise<{ text: string; file?: string }> {
  const { state: path, workspace } = asked;
  const host = workspace?.host ?? (await openHost(settings, providerModules));
  const name = asked.provider ?? (workspace ? providerName(workspace.manifest) : "");
  const { manifest, name: provider } = host.provider(name);
  const label = moduleLabel(manifest);
  const state = path === undefined ? await stateOf(workspace) : await readStateFile(resolve(settings.cwd, path));
  const section = state?.[label];
  const nodes = (typeof section === "object" ? section.nodes : undefined) ?? [];
  const documents = computedDocuments({ provider, nodes, compute: (await host.loadProvider(provider)).init });
  const text = `${heading(label, state)}${manifestToYaml({ cluster: documents[0] as never, documents })}`;
  if (!workspace || path !== undefined) return { text };
  return { text, file: await write(workspace, computedFile(label), text) };
}

const stateOf = async (workspace: Workspace | undefined): Promise<State | undefined> =>
  workspace && openState(workspace.folder).read();

const heading = (label: string, state: State | undefined): string =>
  `# Computed by infra init from section ${label} of ${state ? `the state with serial ${state.serial}` : "no state"}. Lies between defaults and your own documents.\n`;

async function write({ folder }: Workspace, name: string, text: string): Promise<string> {
  const opened = await openBuildFolder(folder.root, { create: true });
  const lock = await lockBuildFolder(opened, { command: "infra init" });
  try {
    await mkdir(folder.config, { recursive: true, mode: 0o700 });
    const file = join(folder.config, name);
    await writeFileAtomic(file, text);
    return file;
  } finally {
    await lock.release();
  }
}
