import {
  gatherAllFacts,
  isMarked,
  type Machine,
  markMachine,
  type Phase,
  type Run,
  settleMachines,
} from "@lambdastack/core";
import { machineAccess } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Logs in to each machine, reads its facts, refuses another cluster's machines, and marks those that are ours now. */
export const verifyMachines: Phase<InfrastructureRun> = {
  name: "verify-machines",
  title: "Verifying machines",
  async run(infrastructure) {
    const { run, machines = [] } = infrastructure;
    run.reach(machines, await machineAccess(infrastructure));
    const facts = await gatherAllFacts(run, machines);
    infrastructure.machines = machines.map((machine) => withSystem(machine, facts.get(machine.name)?.facts.os));
    await markUnmarked(run, machines);
    return `${machines.length} answer`;
  },
};

const withSystem = (machine: Machine, os: Machine["os"]): Machine => (os === undefined ? machine : { ...machine, os });

async function markUnmarked(run: Run, machines: readonly Machine[]): Promise<void> {
  const state = await run.state.read();
  const lineage = state?.lineage ?? "";
  const { takeOver } = run.workspace.settings;
  await settleMachines(machines, async ({ name }) => {
    const gathered = run.facts.get(name);
    if (!gathered || isMarked(name, gathered.facts, { lineage, takeOver })) return;
    await markMachine(await run.sessions.get(name), lineage);
    run.facts.set(name, { ...gathered, facts: { ...gathered.facts, lineage } });
  });
}
