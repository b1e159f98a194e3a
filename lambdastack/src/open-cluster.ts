import { resolve } from "node:path";
import {
  type BuildFolder,
  inputMissing,
  nothingApplied,
  openBuildFolder,
  openState,
  type State,
  type StateStore,
} from "@lambdastack/core";
import type { Invocation } from "@lambdastack/core/cli";

/** The build folder that a command on an existing cluster names. */
export async function openCluster({ options, cwd }: Invocation): Promise<BuildFolder> {
  if (typeof options.build !== "string") throw inputMissing();
  return openBuildFolder(resolve(cwd, options.build));
}

/** Its state, which must be there. */
export async function requireState(folder: BuildFolder): Promise<{ store: StateStore; state: State }> {
  const store = openState(folder);
  const state = await store.read();
  if (!state) throw nothingApplied(folder.root);
  return { store, state };
}
