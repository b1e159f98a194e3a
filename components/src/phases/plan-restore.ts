import {
  answerOf,
  type ComponentsHooks,
  clusterName,
  compareVersions,
  type Phase,
  type Run,
  type StackError,
  throwProblems,
} from "@lambdastack/core";
import { directoryPlays } from "../ansible/directory-plays.ts";
import { chosenRoles, recoveryConfig } from "../backup/backup-config.ts";
import type { Pairing, RestoreInput, RestoreRun } from "../backup/backup-run.ts";
import { cannotTell, newerData, nothingToRestore, restoredTogether } from "../backup/errors.ts";
import { setFor } from "../backup/known-sets.ts";
import { setsOf } from "../backup/manage-sets.ts";
import { pairFiles } from "../backup/pair-files.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import { type TaskUnit, taskUnits } from "../tasks/task-units.ts";

/** Finds what each role takes from which backup, and refuses where newer data would be lost. Changes nothing. */
export const planRestore = (hooks: ComponentsHooks, input: RestoreInput): Phase<RestoreRun> => ({
  name: "plan-restore",
  title: "Looking for what to restore",
  async run(components) {
    const { run } = components;
    const { isChosen, atOf } = choice(run, input);
    const all = await setsOf(run, input.location);
    const sets = all.filter(({ cluster }) => cluster === clusterName(run.workspace.manifest));
    const plays = directoryPlays(run, "restore");
    const asked = await askRoles(components, { task: "restore", hooks, estimate: plays.note });
    const units = await taskUnits(run, asked, isChosen);
    if (units.length === 0) throw nothingToRestore();
    requireWhole(components, units);
    const pairings = pairFiles({
      units,
      roles: asked.roles,
      setOf: (role) => setFor(role, atOf(role), sets),
      isNewer: (version, than) => (compareVersions(version, than) ?? 0) > 0,
    });
    const existing = await existingData(run, pairings, input.overwriteNewer === true);
    components.planned = { asked, plays, units, pairings, existing };
    return pairings.map(({ step, set }) => `${step.role} on ${step.machine} from ${set.id}`).join("; ");
  },
});

/** What one dump holds of several machines is nothing for some of them. */
function requireWhole({ machines }: RestoreRun, units: readonly TaskUnit[]): void {
  const shared = units.filter(({ steps }) => steps.some(({ isShared }) => isShared)).map(({ role }) => role);
  for (const role of new Set(shared)) {
    const taking = units.filter((unit) => unit.role === role).map(({ machine }) => machine);
    const all = machines.filter(({ machine }) => machine.roles.includes(role)).map(({ machine }) => machine.name);
    const left = all.filter((name) => !taking.includes(name));
    if (left.length > 0) throw restoredTogether(role, left);
  }
}

function choice(run: Run, input: RestoreInput) {
  const { manifest, componentRoles, settings } = run.workspace;
  const { components } = recoveryConfig(manifest);
  const rolesOf = (component: string) => [component, ...(componentRoles[component] ?? [])];
  const isNamed = settings.components !== undefined;
  const named = (role: string) =>
    Object.entries(components).find(([name, { enabled }]) => enabled && rolesOf(name).includes(role))?.[1]
      .snapshot_name;
  return {
    isChosen: chosenRoles({ components, isNamed, rolesOf }),
    atOf: (role: string) => input.at ?? named(role) ?? "latest",
  };
}

/** What would be overwritten, for people. Throws for everything that is newer than the backup, or may be. */
async function existingData(run: Run, pairings: readonly Pairing[], isAccepted: boolean): Promise<string[]> {
  const ages = await Promise.all(pairings.map((pairing) => ageOf(run, pairing)));
  const found = ages.flatMap((age) => age ?? []);
  if (!isAccepted) throwProblems(refusals(found), (count) => `Data would be lost for ${count} reasons.`);
  return found.map(text);
}

interface Age {
  pairing: Pairing;
  /** Seconds since 1970 when the data changed last. */
  seconds?: number;
  /** What the machine said where it cannot tell. */
  said: string;
}

/** Undefined: there are no data, or the load does not ask. */
async function ageOf(run: Run, pairing: Pairing): Promise<Age | undefined> {
  const { step } = pairing;
  if (step.newest === undefined) return undefined;
  const { isYes, text, said } = await answerOf(await run.sessions.get(step.machine), step, step.newest);
  if (isYes && text === "") return undefined;
  const seconds = Number(text);
  return { pairing, said: said || text, ...(isYes && Number.isFinite(seconds) && { seconds }) };
}

function refusals(found: readonly Age[]): StackError[] {
  const unknown = found.filter(({ seconds }) => seconds === undefined);
  const newer = found.filter(({ seconds, pairing }) => seconds !== undefined && seconds >= pairing.file.asOf);
  return [
    ...unknown.map(({ pairing: { step }, said }) => cannotTell(step.machine, step.role, said)),
    ...(newer.length > 0 ? [newerData(newer.map(text))] : []),
  ];
}

function text({ pairing: { step, file }, seconds }: Age): string {
  const when = seconds === undefined ? "of unknown age" : `changed at ${new Date(seconds * 1000).toISOString()}`;
  const than = `the backup is of ${new Date(file.asOf * 1000).toISOString()}`;
  return `${step.role} on ${step.machine}: data ${when}, ${than}`;
}
