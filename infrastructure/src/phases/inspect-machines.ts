import { inspectMachine, type Machine, type Phase, StackError } from "@lambdastack/core";
import { machineAccess } from "../context/provider-context.ts";
import type { InfrastructureRun, InspectedMachine } from "../infrastructure-run.ts";

/** Logs in to each machine and reads what it is. A machine that cannot be asked is described by that. */
export const inspectMachines: Phase<InfrastructureRun> = {
  name: "inspect-machines",
  title: "Asking machines what they are",
  async run(infrastructure) {
    const { run, machines = [] } = infrastructure;
    run.reach(machines, await machineAccess(infrastructure));
    const inspected = await Promise.all(machines.map((machine) => inspect(infrastructure, machine)));
    infrastructure.inspected = inspected;
    infrastructure.machines = inspected.map(({ machine }) => machine);
    return `${inspected.filter(({ problem }) => problem === undefined).length} of ${inspected.length} answered`;
  },
};

async function inspect({ run }: InfrastructureRun, machine: Machine): Promise<InspectedMachine> {
  try {
    run.checkInterrupted();
    const facts = await inspectMachine(await run.sessions.get(machine.name), Date.now);
    return { machine: { ...machine, os: facts.os }, facts };
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    return { machine, problem: error };
  }
}
