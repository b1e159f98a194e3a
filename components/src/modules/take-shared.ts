import {
  guardSections,
  moduleLabel,
  type SharedFolder,
  type State,
  type StateDifference,
  sectionsOf,
  stateDifferences,
} from "@lambdastack/core";
import type { ContainerCall } from "./container-command.ts";
import { lookedAndWrote } from "./errors.ts";

/**
 * Takes what a container wrote into the shared copy of the state: its own section and what its manifest declares. Anything
 * else is refused as a whole, and the state stays as it was.
 */
export async function takeShared(
  { run, module, command, mayWrite }: Pick<ContainerCall, "run" | "module" | "command" | "mayWrite">,
  shared: SharedFolder,
  before: State | undefined,
): Promise<StateDifference[]> {
  const written = await shared.read(module.name);
  const differences = stateDifferences(before ?? {}, withIdentity(before, written ?? {}));
  if (differences.length === 0) return [];
  if (!mayWrite) throw lookedAndWrote(module.name, command);
  guardSections(
    { name: module.name, label: moduleLabel(module.manifest), writes: module.manifest.writes ?? [] },
    differences,
  );
  if (!before) await run.state.create();
  const label = moduleLabel(module.manifest);
  await run.state.update((draft) => {
    Object.assign(draft, sectionsOf(written));
    if (written?.[label] === undefined) delete draft[label];
  });
  return differences;
}

/** A module may leave out what identifies the state; it may not change it. */
function withIdentity(before: State | undefined, written: Record<string, unknown>): Record<string, unknown> {
  const { kind, version, lineage, serial } = before ?? {};
  return before ? { kind, version, lineage, serial, ...written } : sectionsOf(written);
}
