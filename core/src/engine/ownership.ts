import type { Facts } from "../machines/machine.ts";
import { quote } from "../shell/quote.ts";
import type { Session } from "../ssh/session.ts";
import { checkFailed, foreignMachine } from "./errors.ts";
import { MACHINE_FOLDER } from "./journal.ts";
import { lastLines } from "./machine-script.ts";

/** File on a machine that names the cluster it belongs to. */
export const OWNERSHIP_MARK = `${MACHINE_FOLDER}/lineage`;

/**
 * Whether the machine carries our mark. Throws `foreign-machine` (refused) when it carries another cluster's,
 * unless it is to be taken over.
 */
export function isMarked(
  machine: string,
  facts: Facts,
  { lineage, takeOver }: { lineage: string; takeOver: boolean },
): boolean {
  if (facts.lineage === undefined) return false;
  if (facts.lineage === lineage) return true;
  if (takeOver) return false;
  throw foreignMachine(machine, facts.lineage, lineage);
}

/** Writes the mark, atomically. One round trip. */
export async function markMachine(session: Session, lineage: string): Promise<void> {
  const script = `set -eu
umask 022
mkdir -p ${MACHINE_FOLDER}
printf '%s\\n' ${quote(lineage)} > ${OWNERSHIP_MARK}.new
mv -f ${OWNERSHIP_MARK}.new ${OWNERSHIP_MARK}`;
  const { status, stderr } = await session.run({ purpose: "mark", script, timeLimit: 30 });
  if (status !== 0) throw checkFailed(session.machine, "ownership mark", lastLines(stderr));
}
