import type { Readable, Writable } from "node:stream";
import { lastLines } from "../engine/machine-script.ts";
import type { Session, StepResult } from "../ssh/session.ts";
import { stepFailed } from "./errors.ts";
import type { PreparedStep } from "./prepare-steps.ts";

/** Seconds that a script which only reads may take. */
const QUESTION_LIMIT = 120;

/** Does a step. What it reads and writes is streamed. Throws `step-failed`. */
export async function runStep(
  session: Session,
  step: PreparedStep,
  { input, output }: { input?: Readable; output?: Writable } = {},
): Promise<void> {
  const { kind, name, script, timeLimit } = step;
  const wanted = { purpose: `${kind}:${name}`, script, timeLimit };
  const result = await (output
    ? session.drain(wanted, output)
    : input
      ? session.feed(wanted, input)
      : session.run(wanted));
  if (result.status !== 0) throw stepFailed(step, reason(step, result, timeLimit));
}

/** Does a step of kind `step` at its place, unless it says that there is nothing to do. Returns whether it did. */
export async function doStep(session: Session, step: PreparedStep): Promise<boolean> {
  if (step.unless !== undefined && (await answerOf(session, step, step.unless)).isYes) return false;
  await runStep(session, step);
  return true;
}

/** What a script of a step says that only reads. */
export async function answerOf(
  session: Session,
  step: PreparedStep,
  script: string,
): Promise<{ isYes: boolean; text: string; said: string }> {
  const purpose = `ask ${step.kind}:${step.name}`;
  const { status, stdout, stderr } = await session.run({ purpose, script, timeLimit: QUESTION_LIMIT });
  return { isYes: status === 0, text: stdout.trim(), said: step.redact(lastLines(stderr, 5)).trim() };
}

function reason(step: PreparedStep, { status, stderr }: StepResult, timeLimit: number): string {
  const said = step.redact(lastLines(stderr, 5)).trim();
  if (status === 124) return `it took longer than ${timeLimit} seconds${said === "" ? "" : `: ${said}`}`;
  return said === "" ? `it ended with status ${status}` : said;
}
