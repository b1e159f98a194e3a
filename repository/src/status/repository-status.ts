import { gatherAllFacts, readRepositoryFile } from "@lambdastack/core";
import type { RepositoryRun } from "../repository-run.ts";

export interface RepositoryStatus {
  /** Missing: no repository was made. */
  repository?: { machine?: string; address: string; release: string };
  machines: readonly PointingStatus[];
}

export interface PointingStatus {
  name: string;
  /** `unfinished`: a run ended while it was pointed or restored; the next `apply` or `repo teardown` mends it. */
  state: "own sources" | "pointed" | "unfinished";
  release?: string;
  /** What is not as it should be, in words. */
  drift?: string;
}

/** What every machine says of itself, against what the build folder has. Changes nothing. */
export async function repositoryStatus({ run, machines }: RepositoryRun): Promise<RepositoryStatus> {
  const file = await readRepositoryFile(run.folder.repository);
  const facts = await gatherAllFacts(
    run,
    machines.map(({ machine }) => machine),
  );
  const { machine, address, release } = file ?? {};
  return {
    ...(address !== undefined &&
      release !== undefined && { repository: { ...(machine && { machine }), address, release } }),
    machines: machines.map(({ machine: { name } }): PointingStatus => {
      const { state, release: found, isChanged } = facts.get(name)?.pointing ?? { isChanged: false };
      if (state === undefined) return { name, state: "own sources" };
      if (state !== "pointed") return { name, state: "unfinished" };
      const drift = isChanged
        ? "files that point it were changed"
        : found === release
          ? undefined
          : `the build folder has release ${release ?? "none"}`;
      return { name, state: "pointed", ...(found && { release: found }), ...(drift && { drift }) };
    }),
  };
}
