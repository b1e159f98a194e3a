import { answerOf, type PreparedStep, prepareSteps, type Run, settleMachines } from "@lambdastack/core";
import type { AskedRoles } from "./ask-roles.ts";

/** What one role has to do on one machine. */
export interface TaskUnit {
  role: string;
  machine: string;
  steps: readonly PreparedStep[];
}

/** What each role would do on each machine: roles in their order, without what has nothing to do there. */
export async function taskUnits(run: Run, asked: AskedRoles, isChosen: (role: string) => boolean): Promise<TaskUnit[]> {
  const { secrets, outputs } = run;
  const ofMachines = await settleMachines(asked.machines, async ({ name: machine }) => {
    const roles = asked.resourcesOn(machine).filter(({ role }) => isChosen(role));
    const steps = prepareSteps(roles, { machine, secrets, outputs });
    return Promise.all(
      roles.map(async ({ role }) => ({
        role,
        machine,
        steps: await wanted(
          run,
          steps.filter((step) => step.role === role),
        ),
      })),
    );
  });
  const units = ofMachines.flat().filter(({ steps }) => steps.length > 0);
  return asked.order.flatMap((role) => units.filter((unit) => unit.role === role));
}

async function wanted(run: Run, steps: readonly PreparedStep[]): Promise<PreparedStep[]> {
  const kept: PreparedStep[] = [];
  for (const step of steps) if (!(await hasNothingToDo(run, step))) kept.push(step);
  return kept;
}

async function hasNothingToDo(run: Run, step: PreparedStep): Promise<boolean> {
  // what stands in the middle of a task is decided at its place
  if (step.unless === undefined || step.kind === "step") return false;
  return (await answerOf(await run.sessions.get(step.machine), step, step.unless)).isYes;
}
