import { type GatheredFacts, gatherFacts } from "../engine/gather-facts.ts";
import type { Machine } from "../machines/machine.ts";
import type { Run } from "./run.ts";
import { settleMachines } from "./settle-machines.ts";

/** Facts of all these machines; those known from earlier in the run cost nothing. Throws for all unreachable ones at once. */
export async function gatherAllFacts(run: Run, machines: readonly Machine[]): Promise<Map<string, GatheredFacts>> {
  const unknown = machines.filter(({ name }) => !run.facts.has(name));
  await settleMachines(unknown, async ({ name }) => {
    run.checkInterrupted();
    run.facts.set(name, await gatherFacts(await run.sessions.get(name), Date.now));
  });
  return run.facts;
}
