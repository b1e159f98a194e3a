import type { BuildFolder } from "@lambdastack/core";
import { readRecord } from "./upgrade-record.ts";
import type { UpgradeRecord, UpgradeStep } from "./upgrade-run.ts";

type Unit = Pick<UpgradeStep, "role" | "machine">;

export interface Earlier {
  /** What is to be gone on with. */
  record?: UpgradeRecord;
  /** What is not. */
  forgotten?: UpgradeRecord;
  /** Whether an upgrade that is forgotten began on a machine and did not end: it may be down, or have a broken package. */
  isHalfDone(unit: Unit): boolean;
}

/** What an earlier run left unfinished; with `anew` it is forgotten, what cannot be read too. */
export async function readEarlier(folder: BuildFolder, anew: boolean): Promise<Earlier> {
  if (!anew) {
    const record = await readRecord(folder);
    return { ...(record && { record }), isHalfDone: () => false };
  }
  const forgotten = await readRecord(folder).catch((error: { code?: string }) => {
    if (error.code !== "upgrade-record-unreadable") throw error;
    return undefined;
  });
  const begun = (forgotten?.steps ?? []).filter(({ isDone, begunAt }) => !isDone && begunAt !== undefined);
  return {
    ...(forgotten && { forgotten }),
    isHalfDone: ({ role, machine }) => begun.some((one) => one.role === role && one.machine === machine),
  };
}
