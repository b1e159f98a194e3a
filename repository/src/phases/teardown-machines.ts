import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  gatherFacts,
  type Machine,
  type Phase,
  REPOSITORY_ROOT,
  repositoryUnits,
  restorePointing,
  StackError,
} from "@lambdastack/core";
import { storeFailed } from "../errors.ts";
import { chosenMachines, configurationOf, serversOf } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";

export interface Teardown {
  /** Machines whose package sources were put back. */
  restored: readonly string[];
  /** Those that were not pointed. */
  untouched: readonly string[];
  failed: readonly { machine: string; reason: string }[];
}

type End = { machine: string; end: "restored" | "untouched" } | { machine: string; end: "failed"; reason: string };

/** Puts back what can be reached; the machine that serves comes last, so that a failure leaves it serving the others. */
export const teardownMachines = (tell: (done: Teardown) => void): Phase<RepositoryRun> => ({
  name: "teardown-machines",
  title: "Putting back package sources",
  async run(repository) {
    const chosen = chosenMachines(repository);
    const servers = serversOf(chosen);
    const others = chosen.filter((one) => !servers.includes(one));
    const ends = await Promise.all(others.map(({ machine }) => restore(repository, machine, false)));
    const isWhole = ends.every(({ end }) => end !== "failed");
    for (const { machine } of servers) ends.push(await restore(repository, machine, isWhole));
    if (ends.every(({ end }) => end !== "failed") && chosen.length === repository.machines.length)
      await rm(join(repository.run.folder.root, "repository.yml"), { force: true });
    const done = resultOf(ends);
    tell(done);
    return `${done.restored.length} put back, ${done.failed.length} failed`;
  },
});

async function restore(repository: RepositoryRun, { name }: Machine, stops: boolean): Promise<End> {
  const { run } = repository;
  try {
    run.checkInterrupted();
    const session = await run.sessions.get(name);
    const { repository: facts } = await gatherFacts(session, Date.now);
    const said = facts.pointing ? await restorePointing(session) : "";
    if (said !== "") run.events.emit({ type: "note", message: `${name}: ${said}` });
    if (facts.server && stops) await stopServer(repository, name);
    return { machine: name, end: facts.pointing ? "restored" : "untouched" };
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    return { machine: name, end: "failed", reason: error.message };
  }
}

/** What was served stays, so that a new `repo create` needs to fetch nothing, unless the documents say otherwise. */
async function stopServer(repository: RepositoryRun, machine: string): Promise<void> {
  const { removesContent, stopsServer } = configurationOf(repository);
  if (!stopsServer) return;
  const units = repositoryUnits.join(" ");
  const script = `set -e
for unit in ${units}; do
  [ ! -f "/etc/systemd/system/$unit" ] || systemctl disable --now "$unit"
  rm -f "/etc/systemd/system/$unit"
  rm -f "/var/lib/lambdastack/watches/$unit"
done
systemctl daemon-reload
rm -rf ${REPOSITORY_ROOT}/server ${REPOSITORY_ROOT}/bootstrap
${removesContent ? `rm -rf ${REPOSITORY_ROOT}` : ":"}`;
  const session = await repository.run.sessions.get(machine);
  const { status, stderr } = await session.run({ purpose: "stop the repository", script, timeLimit: 300 });
  if (status !== 0) throw storeFailed(machine, stderr);
}

const resultOf = (ends: readonly End[]): Teardown => ({
  restored: ends.flatMap(({ end, machine }) => (end === "restored" ? [machine] : [])),
  untouched: ends.flatMap(({ end, machine }) => (end === "untouched" ? [machine] : [])),
  failed: ends.flatMap((one) => (one.end === "failed" ? [{ machine: one.machine, reason: one.reason }] : [])),
});
