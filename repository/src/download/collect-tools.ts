import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Events, type ProviderFolder, providerName, StackError, type Workspace } from "@lambdastack/core";

export interface CollectToolsOptions {
  workspace: Workspace;
  /** Downloaded folder. */
  folder: string;
  events: Events;
  signal: AbortSignal;
}

/** Where what a provider collects lies in a downloaded folder and in a bundle. */
export const toolsFolder = (provider: string): string => `tools/${provider}`;

/** The same of a cluster's provider. */
export const toolsFolderOf = (workspace: Workspace): string => toolsFolder(providerOf(workspace).name);

/** By its own name, whichever of its names the documents use. */
export const providerOf = ({ host, manifest }: Workspace): ProviderFolder => host.provider(providerName(manifest));

/**
 * Lets the cluster's provider put what its machines are made of into the folder. Where this computer cannot do that, it is told,
 * and packages, files and images come all the same: the computer that makes the machines may have it already.
 */
export async function collectTools({ workspace, folder, ...more }: CollectToolsOptions): Promise<void> {
  const { name } = providerOf(workspace);
  const collect = await workspace.host.loadTools(name);
  if (!collect) return;
  const place = join(folder, toolsFolderOf(workspace));
  await mkdir(place, { recursive: true });
  try {
    await collect({ ...more, folder: place });
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    const message = `${folder} gets nothing that provider ${name} makes machines of: ${error.message}`;
    more.events.emit({ type: "warning", message, ...(error.hint && { hint: error.hint }) });
  }
}
