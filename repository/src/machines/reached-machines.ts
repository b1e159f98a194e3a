import { beginReading, type Machine, type Run, readInventory, type Workspace } from "@lambdastack/core";

/** Machines of a cluster as its inventory names them, with connections that are made when they are needed. */
export interface ReachedMachines {
  run: Run;
  machines: readonly Machine[];
}

/** Does something with the machines of a cluster and closes the connections afterwards. Nothing is written. */
export async function withMachines<Result>(
  workspace: Workspace,
  work: (reached: ReachedMachines) => Promise<Result>,
): Promise<Result> {
  const run = await beginReading(workspace);
  try {
    const { machines, access } = await readInventory(workspace.folder.inventory);
    run.reach(machines, access);
    return await work({ run, machines });
  } finally {
    await run.finish(0);
  }
}
