import { type PreparedStep, type Role, throwProblems } from "@lambdastack/core";
import type { TaskUnit } from "../tasks/task-units.ts";
import type { Pairing } from "./backup-run.ts";
import type { BackupFile, BackupSet } from "./backup-set.ts";
import { newerBackup, nothingFits } from "./errors.ts";

export interface PairOptions {
  units: readonly TaskUnit[];
  roles: ReadonlyMap<string, Role>;
  /** The set that a role is restored from. */
  setOf(role: string): BackupSet;
  isNewer(version: string, than: string): boolean;
}

/**
 * Each load with the dump of its name, of the same machine; where one machine of the role takes data and one gave some, as
 * with a primary that has moved, whichever they are; a shared load with the one dump, whichever gave it. Throws once for all loads that nothing fits, and for sets of newer roles.
 */
export function pairFiles({ units, roles, setOf, isNewer }: PairOptions): Pairing[] {
  const loads = units.flatMap(({ steps }) => steps.filter(({ kind }) => kind === "load"));
  const pairings = loads.map((step) => ({ step, set: setOf(step.role), file: fileFor(step, loads, setOf(step.role)) }));
  throwProblems(
    [
      ...olderRoles(pairings, roles, isNewer),
      ...pairings.flatMap(({ step, set, file }) => (file ? [] : [nothingFits(step.role, step.machine, set.id)])),
    ],
    (count) => `The backup does not fit in ${count} places.`,
  );
  return pairings.flatMap(({ step, set, file }) => (file ? [{ step, set, file }] : []));
}

function fileFor(step: PreparedStep, loads: readonly PreparedStep[], set: BackupSet): BackupFile | undefined {
  const mine = set.files.filter(({ role, name }) => role === step.role && name === step.name);
  if (step.isShared) return mine[0];
  const takers = loads.filter(({ role, name }) => role === step.role && name === step.name);
  const same = mine.find(({ machine }) => machine === step.machine);
  return same ?? (mine.length === 1 && takers.length === 1 ? mine[0] : undefined);
}

function olderRoles(
  pairings: readonly { step: PreparedStep; set: BackupSet }[],
  roles: PairOptions["roles"],
  isNewer: PairOptions["isNewer"],
) {
  const sets = new Map(pairings.map(({ step, set }) => [step.role, set]));
  return [...sets].flatMap(([role, set]) => {
    const [taken, now] = [set.modules[role] ?? "", roles.get(role)?.manifest.version ?? ""];
    return isNewer(taken, now) ? [newerBackup(set, role, { taken, now })] : [];
  });
}
