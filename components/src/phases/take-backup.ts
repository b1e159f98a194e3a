import { randomBytes } from "node:crypto";
import { addAbortSignal } from "node:stream";
import {
  type ComponentsHooks,
  clusterName,
  type Phase,
  type PreparedStep,
  productVersion,
  runStep,
  StackError,
  settleMachines,
} from "@lambdastack/core";
import type { DirectoryPlay } from "../ansible/directory-plays.ts";
import type { BackupRun } from "../backup/backup-run.ts";
import { type BackupFile, type BackupSet, bytesOf, rolesOf, setId } from "../backup/backup-set.ts";
import { nothingDumped } from "../backup/errors.ts";
import { manifestText, remember } from "../backup/known-sets.ts";
import { meter } from "../backup/meter.ts";
import { openStore } from "../backup/open-store.ts";
import { inUnits } from "../backup/size-text.ts";
import type { BackupStore } from "../backup/store.ts";
import { announced } from "../tasks/announced.ts";
import type { TaskUnit } from "../tasks/task-units.ts";

type Planned = Required<BackupRun>["planned"];

interface Work {
  components: BackupRun;
  planned: Planned;
  hooks: ComponentsHooks;
  store: BackupStore;
  id: string;
}

/** Streams what roles give into the store. All of it becomes a backup at once, or nothing does. */
export const takeBackup = (hooks: ComponentsHooks): Phase<BackupRun> => ({
  name: "take-backup",
  title: "Backing up",
  async run(components) {
    const { planned, run } = components;
    if (!planned) throw new Error("a backup is taken before it was planned");
    const time = new Date();
    const store = openStore(planned.location, run);
    const work = { components, planned, hooks, store, id: setId(time, randomBytes(3).toString("hex")) };
    await store.remove([]);
    try {
      const set = await setOf(work, await takeAll(work));
      run.checkInterrupted();
      await store.commit(set.id, manifestText(set));
      await remember(run.folder, set);
      components.set = set;
    } catch (error) {
      await store.remove([]).catch(() => undefined);
      throw error;
    }
    return `${components.set.id}: ${components.set.files.length} files, ${inUnits(bytesOf(components.set))}`;
  },
});

/** Roles one after another, in the order of what they require: machines of a role at once. */
async function takeAll(work: Work): Promise<BackupFile[]> {
  const { asked, plays, units } = work.planned;
  const files: BackupFile[] = [];
  for (const role of asked.order) {
    const mine = units.filter((unit) => unit.role === role);
    const machines = asked.machines.filter(({ name }) => mine.some(({ machine }) => machine === name));
    const play = plays.of(
      role,
      machines.map(({ name }) => name),
    );
    const taken = await settleMachines(machines, async ({ name }) =>
      takeUnit(work, mine.find(({ machine }) => machine === name) as TaskUnit, play),
    );
    files.push(...taken.flat());
  }
  if (files.length === 0) throw nothingDumped();
  return files;
}

async function takeUnit(work: Work, unit: TaskUnit, play: DirectoryPlay | undefined): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  const { run } = work.components;
  const take = async () => {
    for (const step of unit.steps) files.push(await takeFile(work, step));
  };
  await announced({ run, hooks: work.hooks, asked: work.planned.asked, task: "backup" }, unit, async () => {
    if (!play) await take();
    else await play.lend(unit.machine, async () => ((await play.play(unit.machine)) ? take() : undefined));
    return files.length;
  });
  return files;
}

async function takeFile({ components: { run }, store, id }: Work, step: PreparedStep): Promise<BackupFile> {
  const { machine, role, name } = step;
  const session = await run.sessions.get(machine);
  const path = `${machine}/${role}/${name}`;
  const what = `${machine}: ${name}`;
  const passing = meter((done) => run.events.emit({ type: "progress", what, done, unit: "bytes" }));
  const stored = store.write(id, path, passing);
  stored.catch((error: Error) => passing.destroy(error));
  const dumped = runStep(session, step, { output: passing });
  dumped.catch((error: Error) => passing.destroy(error));
  addAbortSignal(run.workspace.settings.signal, passing);
  await firstFailure([dumped, stored]).catch((error: unknown) => {
    run.checkInterrupted();
    throw error;
  });
  return { machine, role, name, path, ...passing.result(), asOf: await clockOf(step, session) };
}

/** Both end; the one that says more is thrown: an end of the stream follows from what ended it. */
async function firstFailure(both: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(both);
  const reasons = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  const told = reasons.find((reason) => reason instanceof StackError) ?? reasons[0];
  if (told !== undefined) throw told;
}

async function clockOf(step: PreparedStep, session: Parameters<typeof runStep>[0]): Promise<number> {
  const { stdout } = await session.run({ purpose: `clock ${step.name}`, script: "date +%s", timeLimit: 30 });
  return Number(stdout);
}

async function setOf({ components: { run }, planned, id }: Work, files: readonly BackupFile[]): Promise<BackupSet> {
  const versions = rolesOf({ files }).map((role) => [role, planned.asked.roles.get(role)?.manifest.version ?? ""]);
  return {
    format: 1,
    id,
    cluster: clusterName(run.workspace.manifest),
    lineage: (await run.state.read())?.lineage ?? "",
    at: `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 11)}:${id.slice(11, 13)}:${id.slice(13, 16)}`,
    version: productVersion(),
    location: planned.location,
    modules: Object.fromEntries(versions),
    files,
  };
}
