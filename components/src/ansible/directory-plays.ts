import {
  ansibleTaskFailed,
  directoryScripts,
  isAnsibleTask,
  isFailure,
  isTaskEnd,
  type Role,
  type Run,
  type Session,
  type TaskContext,
} from "@lambdastack/core";
import { gate } from "../tasks/gate.ts";
import { directoryNotReady, nothingPlaced } from "./errors.ts";
import { narrate } from "./narrate.ts";
import { playbooksOf } from "./play-role.ts";

/** The tasks `backup` or `restore` of a run that are written for Ansible: each machine has a directory for their files. */
export interface DirectoryPlays {
  /** Takes note of a role; neither task publishes anything. */
  note(role: Role, contexts: readonly TaskContext[]): Promise<[]>;
  /** One playbook over machines that come to it at the same time; undefined for a role whose task is no playbook. */
  of(role: string, machines: readonly string[]): DirectoryPlay | undefined;
}

export interface DirectoryPlay {
  /** Lends the machine its directory, empty at first. It is gone afterwards, whatever happens. */
  lend<T>(machine: string, work: () => Promise<T>): Promise<T>;
  /**
   * Waits for the other machines, and for the one playbook over all of them. Throws what failed on this machine. False where
   * another machine tells what went wrong: it never came, or the playbook itself is broken or has placed no file anywhere.
   */
  play(machine: string): Promise<boolean>;
}

export function directoryPlays(run: Run, task: "backup" | "restore"): DirectoryPlays {
  const noted = new Map<string, { role: Role; contexts: readonly TaskContext[] }>();
  const play = playbooksOf(run);
  return {
    async note(role, contexts) {
      noted.set(role.name, { role, contexts });
      return [];
    },
    of(name, machines) {
      const { role, contexts = [] } = noted.get(name) ?? {};
      if (!role || !isAnsibleTask(role.tasks[task])) return undefined;
      const mine = contexts.filter(({ machine }) => machines.includes(machine.name));
      const onEvent = narrate(name, run.events);
      const played = async () => {
        const failures = (await play({ role, task, contexts: mine, onEvent })).filter(isTaskEnd).filter(isFailure);
        if (task === "backup" && failures.length === 0) await requireFiles(run, role, machines);
        return failures;
      };
      return directoryPlay({ run, role, machines, played });
    },
  };
}

interface Together {
  run: Run;
  role: Role;
  machines: readonly string[];
  /** Plays it; resolves with the tasks that failed. */
  played: () => Promise<Parameters<typeof ansibleTaskFailed>[1][]>;
}

function directoryPlay({ run, role, machines, played }: Together): DirectoryPlay {
  const { pass, close } = gate(machines.length);
  let playing: ReturnType<typeof played> | undefined;
  return {
    async lend(machine, work) {
      try {
        return await withDirectory(await run.sessions.get(machine), role, work);
      } catch (error) {
        close();
        throw error;
      }
    },
    async play(machine) {
      if (!(await pass())) return false;
      const isFirst = playing === undefined;
      playing ??= played();
      const failures = await (isFirst ? playing : playing.catch(() => undefined));
      if (failures === undefined) return false;
      const failure = failures.find((end) => end.machine === machine);
      if (failure) throw ansibleTaskFailed(role.name, failure);
      return true;
    },
  };
}

async function withDirectory<T>(session: Session, role: Role, work: () => Promise<T>): Promise<T> {
  const { empty, remove } = directoryScripts(role.name);
  await doScript(session, role, empty);
  try {
    const done = await work();
    await doScript(session, role, remove);
    return done;
  } catch (error) {
    // What ended the work may have ended the connection too; then the next one finds what is left, and removes it.
    await doScript(session, role, remove).catch(() => undefined);
    throw error;
  }
}

async function doScript(session: Session, { name }: Role, script: string): Promise<void> {
  const { status, stderr } = await session.run({ purpose: `files of ${name}`, script, timeLimit: 600 });
  if (status !== 0) throw directoryNotReady(name, session.machine, stderr.trim());
}

/** Machines that place nothing have nothing, as the copies of a service; all of them together do not. */
async function requireFiles(run: Run, role: Role, machines: readonly string[]): Promise<void> {
  const script = directoryScripts(role.name).isFilled;
  const answers = await Promise.all(
    machines.map(async (machine) => {
      const session = await run.sessions.get(machine);
      return session.run({ purpose: `ask for files of ${role.name}`, script, timeLimit: 120 });
    }),
  );
  if (answers.every(({ status }) => status !== 0)) throw nothingPlaced(role.name);
}
