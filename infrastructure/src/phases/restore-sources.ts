import { existsSync } from "node:fs";
import {
  gatherFacts,
  type Machine,
  type Phase,
  type Run,
  readInventory,
  readRepositoryFile,
  restorePointing,
  StackError,
} from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Given machines stay when their cluster goes, and must not go on asking a repository that may go next. */
export const restoreSources: Phase<InfrastructureRun> = {
  name: "restore-sources",
  title: "Putting back package sources",
  skip: ({ provider }) => (provider.keepsMachines === true ? undefined : "machines go with all that is on them"),
  async run({ run }) {
    const { inventory, root } = run.folder;
    if (!existsSync(inventory)) return "there are no machines";
    const { machines, access } = await readInventory(inventory);
    if (!machines.some(isRepository) && (await readRepositoryFile(root)) === undefined) return "none was pointed";
    run.reach(machines, access);
    const restored = await Promise.all(machines.map((machine) => restore(run, machine)));
    return `${restored.filter(Boolean).length} put back`;
  },
};

const isRepository = ({ components }: Machine): boolean => components.includes("repository");

/** A machine that nobody can reach does not keep the cluster: what puts it back lies on the machine itself. */
async function restore(run: Run, { name }: Machine): Promise<boolean> {
  try {
    run.checkInterrupted();
    const session = await run.sessions.get(name);
    const { facts, repository } = await gatherFacts(session, Date.now);
    const lineage = (await run.state.read())?.lineage;
    const isForeign = facts.lineage !== undefined && facts.lineage !== lineage;
    if (isForeign || !repository.pointing) return false;
    const said = await restorePointing(session);
    if (said !== "") run.events.emit({ type: "note", message: `${name}: ${said}` });
    return true;
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    run.events.emit({ type: "warning", message: notPutBack(name, error.message), hint: byHand });
    return false;
  }
}

/** For people. */
const notPutBack = (machine: string, reason: string): string =>
  `If ${machine} installs from the cluster's repository, it goes on doing so: ${reason}`;

const byHand =
  "On the machine itself, as root: [ ! -f /var/lib/lambdastack/repository/restore.sh ] || sh /var/lib/lambdastack/repository/restore.sh";
