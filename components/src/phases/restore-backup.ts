import { addAbortSignal } from "node:stream";
import {
  type ComponentsHooks,
  doStep,
  type Phase,
  type PreparedStep,
  runStep,
  settleMachines,
} from "@lambdastack/core";
import type { DirectoryPlay } from "../ansible/directory-plays.ts";
import type { Pairing, RestoreRun } from "../backup/backup-run.ts";
import { damagedBackup } from "../backup/errors.ts";
import { meter } from "../backup/meter.ts";
import { openStore } from "../backup/open-store.ts";
import { damageOf } from "../backup/verify-set.ts";
import { announced } from "../tasks/announced.ts";
import { type Gate, gate } from "../tasks/gate.ts";
import type { TaskUnit } from "../tasks/task-units.ts";

type Planned = Required<RestoreRun>["planned"];

/** Nothing is touched on a machine before all that is needed was read once and found to be whole. */
export const verifyNeeded: Phase<RestoreRun> = {
  name: "verify-backup",
  title: "Verifying the backup",
  async run({ planned, run }) {
    const sets = new Set((planned?.pairings ?? []).map(({ set }) => set));
    const damage: string[] = [];
    for (const set of sets) {
      const needed = (planned?.pairings ?? []).filter((pairing) => pairing.set === set).map(({ file }) => file);
      damage.push(...(await damageOf({ ...set, files: needed }, openStore(set.location, run))));
    }
    if (damage.length > 0) throw damagedBackup(damage);
    return undefined;
  },
};

/** Puts roles back in the order of what they require: machines of a role at once, step by step. */
export const restoreBackup = (hooks: ComponentsHooks): Phase<RestoreRun> => ({
  name: "restore-backup",
  title: "Restoring",
  async run(components) {
    const { planned } = components;
    if (!planned) throw new Error("a backup is restored before that was planned");
    for (const role of planned.asked.order) {
      const mine = planned.units.filter((unit) => unit.role === role);
      const machines = planned.asked.machines.filter(({ name }) => mine.some(({ machine }) => machine === name));
      const turns = Math.max(0, ...mine.map(({ steps }) => steps.filter(isStep).length));
      const play = planned.plays.of(
        role,
        machines.map(({ name }) => name),
      );
      const together = { ...gate(machines.length), turns };
      await settleMachines(machines, ({ name }) =>
        restoreUnit(
          { components, planned, hooks, together, play },
          mine.find(({ machine }) => machine === name) as TaskUnit,
        ),
      );
    }
    return `${planned.pairings.length} restored`;
  },
});

interface Work {
  components: RestoreRun;
  planned: Planned;
  hooks: ComponentsHooks;
  /** Where the machines of a role wait for each other before each step. */
  together: Gate & { turns: number };
  /** Of a role whose task is a playbook, which is played once its files are there. */
  play: DirectoryPlay | undefined;
}

const isStep = ({ kind }: PreparedStep): boolean => kind === "step";

async function restoreUnit(work: Work, unit: TaskUnit): Promise<void> {
  const { components, planned, hooks, together } = work;
  const about = { run: components.run, hooks, asked: planned.asked, task: "restore" } as const;
  try {
    await announced(about, unit, async () => {
      if (!(await loadUnit(work, unit))) return 0;
      const steps = unit.steps.filter(isStep);
      for (let turn = 0; turn < together.turns; turn += 1) {
        if (!(await together.pass())) return 0;
        const step = steps[turn];
        if (step) await restoreStep(work, step);
      }
      return unit.steps.length;
    });
  } catch (error) {
    together.close();
    throw error;
  }
}

/** False where another machine of the role tells what went wrong. */
async function loadUnit(work: Work, unit: TaskUnit): Promise<boolean> {
  const { play } = work;
  const load = async () => {
    for (const step of unit.steps.filter((one) => !isStep(one))) await restoreStep(work, step);
  };
  if (play)
    return play.lend(unit.machine, async () => {
      await load();
      return play.play(unit.machine);
    });
  await load();
  return true;
}

async function restoreStep({ components: { run }, planned }: Work, step: PreparedStep): Promise<void> {
  run.checkInterrupted();
  const session = await run.sessions.get(step.machine);
  const pairing = planned.pairings.find((one) => one.step === step);
  if (!pairing) {
    await doStep(session, step);
    return;
  }
  await openStore(pairing.set.location, run).read(pairing.set.id, pairing.file.path, async (content) => {
    const what = `${step.machine}: ${step.name}`;
    const passing = meter((done) =>
      run.events.emit({ type: "progress", what, done, total: pairing.file.bytes, unit: "bytes" }),
    );
    content.on("error", (error) => passing.destroy(error));
    addAbortSignal(run.workspace.settings.signal, passing);
    await runStep(session, step, { input: content.pipe(passing) }).catch((error: unknown) => {
      run.checkInterrupted();
      throw error;
    });
    requireSame(pairing, passing.result());
  });
}

function requireSame({ file, set }: Pairing, passed: { sha256: string }): void {
  if (passed.sha256 !== file.sha256) throw damagedBackup([`${file.path} of ${set.id} changed while it was read`]);
}
