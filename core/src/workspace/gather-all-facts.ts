import { type GatheredFacts, gatherFacts } from "../engine/gather-facts.ts";
import type { Machine } from "../machines/machine.ts";
import { isHalfPointed, restorePointing } from "../repository-file/mend-pointing.ts";
import type { Run } from "./run.ts";
import { settleMachines } from "./settle-machines.ts";

/**
 * Facts of all these machines; those known from earlier in the run cost nothing. A run
 * that may write first puts back a machine that an earlier one left half pointed at a repository. Throws for all unreachable
 * ones at once.
 */
export async function gatherAllFacts(run: Run, machines: readonly Machine[]): Promise<Map<string, GatheredFacts>> {
  const unknown = machines.filter(({ name }) => !run.facts.has(name));
  await settleMachines(unknown, async ({ name }) => {
    run.checkInterrupted();
    run.facts.set(name, await mended(run, await gatherFacts(await run.sessions.get(name), Date.now), name));
  });
  return run.facts;
}

async function mended(run: Run, gathered: GatheredFacts, machine: string): Promise<GatheredFacts> {
  if (!isHalfPointed(gathered.repository)) return gathered;
  const ended = `A run ended while it changed the package sources of ${machine}`;
  if (run.id === undefined) {
    run.events.emit({
      type: "warning",
      message: `${ended}. The next command that may change it puts them back first.`,
    });
    return gathered;
  }
  const session = await run.sessions.get(machine);
  await restorePointing(session);
  run.events.emit({ type: "note", message: `${ended}. They were put back.` });
  return gatherFacts(session, Date.now);
}
