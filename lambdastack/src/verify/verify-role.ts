import { isAnsibleTask, type Role, referenceText, type Settings, StackError } from "@lambdastack/core";
import { type Level, type LevelResult, levels, type Verification } from "./level.ts";
import { auditable } from "./levels/auditable.ts";
import { type FirstApply, firstApply } from "./levels/first-apply.ts";
import { honest } from "./levels/honest.ts";
import { idempotent } from "./levels/idempotent.ts";
import { type ThrowAwayCluster, withThrowAwayCluster } from "./throw-away-cluster.ts";
import { hostFor, reachesValid, roleName, withRole } from "./valid.ts";

export interface VerifyOptions {
  settings: Settings;
  /** Absolute path of the role's folder. */
  folder: string;
  /** The level to stop at. */
  upTo: Level;
  /** The user's own documents, in place of one machine with the role's defaults. */
  files: readonly string[];
  addressPool?: string;
}

/** Finds the level that a role reaches. Machines are made only for a role that is valid. */
export async function verifyRole(options: VerifyOptions): Promise<Verification> {
  const { settings, folder, upTo } = options;
  const valid = await reachesValid(settings, folder);
  const wanted = levels.slice(1, levels.indexOf(upTo) + 1);
  const results = [valid, ...(await furtherLevels(options, wanted, valid.outcome === "reached"))];
  const end = results.findIndex(({ outcome }) => outcome !== "reached");
  const reached = (end === -1 ? results : results.slice(0, end)).at(-1)?.level;
  return { role: roleName(folder), folder, reached, levels: results };
}

async function furtherLevels(
  { settings, folder, files, addressPool }: VerifyOptions,
  wanted: readonly Level[],
  isValid: boolean,
): Promise<LevelResult[]> {
  if (wanted.length === 0) return [];
  if (!isValid) return wanted.map((level) => unasked(level, "The role is not valid."));
  const own = withRole(settings, folder);
  const role = (await hostFor(settings, folder)).role(roleName(folder));
  const reference = referenceText({ name: role.name, version: role.manifest.version });
  const cluster = { settings: own, role: reference, files, ...(addressPool === undefined ? {} : { addressPool }) };
  return withThrowAwayCluster(cluster, (made) => climb(made, role, wanted));
}

/** One level after the other, until one is missed. */
async function climb(cluster: ThrowAwayCluster, role: Role, wanted: readonly Level[]): Promise<LevelResult[]> {
  const results: LevelResult[] = [];
  let first: FirstApply | undefined;
  for (const level of wanted) {
    if (results.some(({ outcome }) => outcome !== "reached")) {
      results.push(unasked(level, "A level before it was missed."));
      continue;
    }
    const began = performance.now();
    const ended = await settled(async () => {
      first ??= await firstApply(cluster, role);
      return steps[level](cluster, role, first);
    });
    results.push({ level, ...ended, milliseconds: performance.now() - began });
  }
  return results;
}

type Ended = Pick<LevelResult, "outcome" | "problems">;
type Step = (cluster: ThrowAwayCluster, role: Role, first: FirstApply) => Promise<Ended> | Ended;

const judged = (problems: readonly string[]): Ended => ({
  outcome: problems.length === 0 ? "reached" : "missed",
  problems,
});

const steps: Readonly<Record<Level, Step>> = {
  valid: () => judged([]),
  idempotent: async (cluster, role) => judged(await idempotent(cluster, role.name)),
  honest: (_, __, first) => (first.deferred.length > 0 ? unplanned(first.deferred) : judged(honest(first))),
  auditable: async (cluster, { tasks }, first) =>
    isAnsibleTask(tasks.apply) ? unaudited : judged(await auditable(cluster, first)),
  recoverable: (_, { tasks }) => ({ outcome: "not reached", problems: [recoverability(tasks)] }),
};

const unaudited: Ended = {
  outcome: "not reached",
  problems: ["Ansible says what differs from its tasks, not what somebody changed."],
};

const unplanned = (reasons: readonly string[]): Ended => ({
  outcome: "not reached",
  problems: [`Its plan left something open, so there is nothing to hold it to: ${[...new Set(reasons)].join("; ")}.`],
});

function recoverability({ backup, restore }: Role["tasks"]): string {
  if (backup === undefined) return "The role has no task backup.";
  if (restore === undefined) return "The role has no task restore.";
  return "This version does not run backup and restore yet.";
}

/** A role that cannot be applied has missed the level; an interrupt ends everything. */
async function settled(step: () => Promise<Ended>): Promise<Ended> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    const all = error.problems.length > 0 ? error.problems : [error];
    return judged(all.map(({ message }) => message));
  }
}

const unasked = (level: Level, reason: string): LevelResult => ({
  level,
  outcome: "not reached",
  problems: [reason],
  milliseconds: 0,
});
