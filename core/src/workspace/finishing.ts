import { endingOf } from "./ending-of.ts";
import type { Run } from "./run.ts";

/** Works in a run that is finished in any case, with the way in which the work ended. */
export async function finishing<Result>(run: Pick<Run, "finish">, work: () => Promise<Result>): Promise<Result> {
  let failure: unknown;
  try {
    return await work();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await run.finish(endingOf(failure));
  }
}
