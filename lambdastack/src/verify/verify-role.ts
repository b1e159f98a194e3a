import { isAnsibleTask, type Role, referenceText, type Settings } from "@lambdastack/core";
import { climb, type Steps, unasked } from "./climb.ts";
import {
  type Judgement,
  judged,
  type Level,
  levelsAbove,
  notApplicable,
  type Verification,
  verificationOf,
} from "./level.ts";
import { auditable } from "./levels/auditable.ts";
import { dataFixture } from "./levels/data-fixture.ts";
import { type FirstApply, firstApply } from "./levels/first-apply.ts";
import { honest } from "./levels/honest.ts";
import { idempotent } from "./levels/idempotent.ts";
import { recoverable } from "./levels/recoverable.ts";
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
  const { settings, folder, upTo, files, addressPool } = options;
  const name = roleName(folder);
  const valid = await reachesValid(settings, folder);
  const wanted = levelsAbove(upTo);
  if (wanted.length === 0 || valid.outcome !== "reached")
    return verificationOf(name, folder, [valid, ...wanted.map((level) => unasked(level, "valid"))]);
  const role = (await hostFor(settings, folder)).role(name);
  const cluster = {
    settings: withRole(settings, folder),
    role: referenceText({ name, version: role.manifest.version }),
    files,
    ...(addressPool === undefined ? {} : { addressPool }),
  };
  const results = await withThrowAwayCluster(cluster, (made) => climb(valid, wanted, stepsOf(made, role)));
  return verificationOf(name, folder, results);
}

function stepsOf(cluster: ThrowAwayCluster, role: Role): Steps {
  let applied: FirstApply | undefined;
  const first = async () => {
    applied ??= await firstApply(cluster, role);
    return applied;
  };
  return {
    idempotent: async () => {
      await first();
      return judged(await idempotent(cluster, role.name));
    },
    honest: async () => honesty(await first()),
    auditable: async () => (isAnsibleTask(role.tasks.apply) ? unaudited : auditable(cluster, await first())),
    recoverable: () => recoverability(cluster, role),
  };
}

const honesty = (first: FirstApply): Judgement =>
  first.deferred.length > 0 ? unplanned(first.deferred) : judged(honest(first));

const unplanned = (reasons: readonly string[]): Judgement =>
  notApplicable(
    `Its plan left something open, so there is nothing to hold it to: ${[...new Set(reasons)].join("; ")}.`,
  );

const unaudited = notApplicable("Ansible says what differs from its tasks, not what somebody changed.");

async function recoverability(cluster: ThrowAwayCluster, { name, directory, tasks }: Role): Promise<Judgement> {
  if (tasks.backup === undefined) return notApplicable("It brings no backup.");
  if (tasks.restore === undefined) return judged(["It brings a backup, and no restore that would take it."]);
  const fixture = await dataFixture(directory);
  if (fixture === undefined)
    return notApplicable("It brings no verify/write-data.sh and verify/read-data.sh, so there are no data to lose.");
  return judged(await recoverable(cluster, { role: name, fixture }));
}
