import { gatherAllFacts, isMarked, type Run, StackError, settleMachines } from "@lambdastack/core";
import type { MachineToPlan } from "./machine-to-plan.ts";

/** Facts of what runs, and a refusal for machines that belong to another cluster. */
export async function requireOurs(run: Run, machines: readonly MachineToPlan[]): Promise<void> {
  const running = machines.filter(({ presence }) => presence === "running").map(({ machine }) => machine);
  const facts = await gatherAllFacts(run, running);
  const lineage = (await run.state.read())?.lineage ?? "";
  const { takeOver } = run.workspace.settings;
  await settleMachines(running, async ({ name }) => {
    const gathered = facts.get(name);
    if (gathered) isMarked(name, gathered.facts, { lineage, takeOver });
  });
}

/** A machine that is only looked at for what would change there must not stop the run: one that cannot be asked is named. */
export async function thoseThatAnswer(run: Run, machines: readonly MachineToPlan[]): Promise<MachineToPlan[]> {
  const asked = await Promise.all(machines.map((machine) => answers(run, machine)));
  return machines.filter((_, index) => asked[index]);
}

async function answers(run: Run, machine: MachineToPlan): Promise<boolean> {
  try {
    await requireOurs(run, [machine]);
    return true;
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    const { name } = machine.machine;
    run.events.emit({ type: "note", message: `What this run influences on ${name} is not known: ${error.message}` });
    return false;
  }
}
