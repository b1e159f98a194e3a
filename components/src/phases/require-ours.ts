import { gatherAllFacts, isMarked, type Machine, type Run, settleMachines } from "@lambdastack/core";

/** Facts of what runs, and a refusal for machines that belong to another cluster. */
export async function requireOurs(run: Run, machines: readonly Machine[]): Promise<void> {
  const facts = await gatherAllFacts(run, machines);
  const lineage = (await run.state.read())?.lineage ?? "";
  const { takeOver } = run.workspace.settings;
  await settleMachines(machines, async ({ name }) => {
    const gathered = facts.get(name);
    if (gathered) isMarked(name, gathered.facts, { lineage, takeOver });
  });
}
