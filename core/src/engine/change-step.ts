import type { Change } from "../resources/resource-type.ts";
import type { StepResult } from "../ssh/session.ts";
import { changeFailed, changeTimedOut, checkTruncated } from "./errors.ts";
import { type JournalEntry, journalLine } from "./journal.ts";
import type { MachineRun } from "./machine-run.ts";
import {
  lastLines,
  newMarker,
  readSections,
  type Section,
  type SectionResult,
  sectionScript,
} from "./machine-script.ts";
import { declarationOf } from "./materialise.ts";
import { askAbout, type Questions, type Wanted } from "./observe.ts";
import { redact } from "./redact.ts";

/** Seconds that the check after a change may take. */
const CHECK_AFTER = 60;

const DEFAULT_TIME_LIMIT = 120;

/** One change with what follows it in the same round trip. */
export interface ChangeStep {
  wanted: Wanted;
  change: Change;
  observed: unknown;
  entry: Omit<JournalEntry, "state">;
  /** The next resource to look at, observed once this one is changed. */
  next: Wanted | undefined;
}

export interface ChangeStepResult {
  stdout: string;
  after: unknown;
  /** What was observed of `next`. */
  ahead: unknown;
}

/** Makes the change and looks at the result, in one round trip. Throws when the change fails or takes too long. */
export async function runChangeStep(run: MachineRun & Required<Pick<MachineRun, "session">>, step: ChangeStep) {
  const questions = askAbout(step.next ? [step.wanted, step.next] : [step.wanted], run.facts.os);
  const sections = [changeSection(run, step), ...questions.sections];
  const marker = newMarker();
  const timeLimit = timeLimitOf(step.wanted) + CHECK_AFTER;
  const script = sectionScript(sections, marker);
  const result = await run.session.run({ purpose: step.wanted.id, script, timeLimit });
  const [changed, ...answers] = readSections(result, sections, marker);
  const finished = throwIfFailed(run, step, { result, changed, timeLimit });
  return { stdout: finished.stdout, ...readAfter(run, step, questions, answers) };
}

function readAfter(run: MachineRun, { wanted, next }: ChangeStep, questions: Questions, answers: SectionResult[]) {
  const seen = questions.read(run.machine.name, answers);
  return { after: seen.get(wanted), ahead: next && seen.get(next) };
}

/** The journal says what is in work and how it ended, also when nobody is left to be told. */
function changeSection(run: MachineRun, { wanted, change, observed, entry }: ChangeStep): Section {
  const script = `${journalLine({ ...entry, state: "started" })} || exit 1
(
:
${wanted.type.change(wanted.props as never, change, observed, run.facts.os)}
)
lambdastack_change=$?
if [ "$lambdastack_change" -eq 0 ]; then
${journalLine({ ...entry, state: "done" })}
else
${journalLine({ ...entry, state: "failed" })}
fi
exit "$lambdastack_change"`;
  return { name: wanted.id, script, decisive: true };
}

function timeLimitOf({ type, props }: Wanted): number {
  const { timeLimit = DEFAULT_TIME_LIMIT } = type;
  return typeof timeLimit === "number" ? timeLimit : timeLimit(props as never);
}

interface Outcome {
  result: StepResult;
  changed: SectionResult | undefined;
  timeLimit: number;
}

function throwIfFailed(
  run: MachineRun,
  { wanted }: ChangeStep,
  { result, changed, timeLimit }: Outcome,
): SectionResult {
  const where = declarationOf(wanted, run.machine.name);
  const output = redact(failureText(changed ?? result), wanted.secretTexts);
  if (result.status === 124 && !changed) throw changeTimedOut(where, timeLimit, output);
  if (!changed && result.status === 0) throw checkTruncated(run.machine.name, wanted.type.name);
  if (!changed) throw changeFailed(where, result.status, output);
  if (changed.status !== 0) throw changeFailed(where, changed.status, output);
  if (result.truncated) throw checkTruncated(run.machine.name, wanted.type.name);
  return changed;
}

/** What a failed program had to say: its messages, else what it printed last. */
function failureText({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return lastLines(stderr.trim() === "" ? stdout : stderr);
}
