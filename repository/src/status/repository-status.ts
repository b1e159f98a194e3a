import { type BundleRecord, gatherFacts, type RepositoryFile, readRepositoryFile, StackError } from "@lambdastack/core";
import type { ReachedMachines } from "../machines/reached-machines.ts";

export interface RepositoryStatus {
  /** What the build folder knows. */
  repository?: RepositoryFile;
  /** Releases that the repository machine holds, the served one first. */
  releases: readonly string[];
  /** The bundle of each line that came last to it. */
  bundles: readonly BundleRecord[];
  machines: readonly MachineState[];
}

export interface MachineState {
  machine: string;
  /** `half pointed`: a run ended in the middle; the next command that may change the machine puts it back first. */
  state: "pointed" | "not pointed" | "half pointed" | "unknown";
  release?: string;
  /** Files of ours that somebody changed, and services of ours that do not run. */
  drift: readonly string[];
  /** Why the machine could not be asked. */
  problem?: string;
}

/** Asks every machine at once, in one round trip each. Changes nothing. */
export async function repositoryStatus({ run, machines }: ReachedMachines): Promise<RepositoryStatus> {
  const releases: string[] = [];
  const bundles: BundleRecord[] = [];
  const states = await Promise.all(
    machines.map(async ({ name }): Promise<MachineState> => {
      try {
        const { repository } = await gatherFacts(await run.sessions.get(name), Date.now);
        const { pointing, server, drift } = repository;
        bundles.push(...(repository.bundles ?? []));
        releases.push(...[...(server?.releases ?? [])].sort((one) => (one === server?.release ? -1 : 1)));
        const state =
          pointing === undefined ? "not pointed" : pointing.state === "pointed" ? "pointed" : "half pointed";
        const all = [...drift, ...(server?.drift ?? [])];
        return { machine: name, state, ...(pointing?.release && { release: pointing.release }), drift: all };
      } catch (error) {
        if (!(error instanceof StackError)) throw error;
        return { machine: name, state: "unknown", drift: [], problem: error.message };
      }
    }),
  );
  const repository = await readRepositoryFile(run.folder.root);
  return { ...(repository && { repository }), releases, bundles, machines: states };
}
