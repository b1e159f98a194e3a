import { lastLines } from "../engine/machine-script.ts";
import { StackError } from "../errors/stack-error.ts";
import type { Session } from "../ssh/session.ts";
import { POINTING_FOLDER, type RepositoryFacts } from "./repository-facts.ts";

/** Whether a run ended while it pointed a machine at a repository, or while it put it back. */
export const isHalfPointed = ({ pointing }: RepositoryFacts): boolean =>
  pointing !== undefined && pointing.state !== "pointed";

/**
 * Puts a machine back as it was before it was pointed at a repository, with what lies on the machine alone: neither the
 * repository nor the documents are needed. A repeat goes on where the last one ended.
 */
export async function restorePointing(session: Session): Promise<string> {
  // without a journal nothing of the machine was changed yet, or all of it is back
  const script = `if [ -f ${POINTING_FOLDER}/point.json ]; then sh ${POINTING_FOLDER}/restore.sh; else rm -rf ${POINTING_FOLDER}; fi`;
  const { status, stdout, stderr } = await session.run({ purpose: "restore package sources", script, timeLimit: 300 });
  if (status !== 0) throw notRestored(session.machine, lastLines(`${stdout}\n${stderr}`.trim()));
  return stdout.trim();
}

const notRestored = (machine: string, said: string) =>
  new StackError("not-restored", `The package sources of ${machine} could not be put back: ${said}`, {
    hint: "Nothing is lost: repeat `repo teardown`, or run /var/lib/lambdastack/repository/restore.sh on the machine.",
  });
