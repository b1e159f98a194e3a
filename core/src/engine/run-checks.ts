import type { CheckType } from "../checks/check-type.ts";
import type { Events } from "../events/event.ts";
import type { Session, StepResult } from "../ssh/session.ts";
import { stillUnknown } from "./errors.ts";
import type { OutputSource, RoleResources, SecretSource } from "./machine-run.ts";
import { lastLines, newMarker, readSections, sectionScript } from "./machine-script.ts";
import { declarationOf, type Materialised, materialise } from "./materialise.ts";
import { redact } from "./redact.ts";

/** Checks of `test` tasks to run from one machine. */
export interface ChecksRun {
  session: Session;
  /** What each role's test task returned. */
  roles: readonly RoleResources[];
  types: ReadonlyMap<string, CheckType<never>>;
  secrets: SecretSource;
  outputs: OutputSource;
  events: Events;
  signal: AbortSignal;
}

export interface CheckResult {
  machine: string;
  role: string;
  /** `<type>:<identity>`. */
  check: string;
  passed: boolean;
  /** Why it did not pass. */
  message?: string;
  milliseconds: number;
}

type Check = Materialised<CheckType<never>>;

/**
 * Runs checks one after another, each in its own round trip. A check that fails is a result, not an error; throws for
 * invalid checks and when the machine cannot be reached. Ends early, with the results so far, when aborted.
 */
export async function runChecks(run: ChecksRun): Promise<CheckResult[]> {
  const { session, types, secrets, outputs } = run;
  const checks = materialise(run.roles, { machine: session.machine, types, sources: { secrets, outputs } });
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (run.signal.aborted) break;
    const result = await runCheck(session, check);
    run.events.emit({ type: "check-finished", ...result });
    results.push(result);
  }
  return results;
}

async function runCheck(session: Session, check: Check): Promise<CheckResult> {
  if (check.unknown.length > 0) throw stillUnknown(declarationOf(check, session.machine), check.unknown);
  const props = check.props as never;
  const timeLimit = check.type.timeLimit(props);
  const sections = [{ name: check.id, script: check.type.script(props) }];
  const marker = newMarker();
  const step = { purpose: check.id, script: sectionScript(sections, marker), timeLimit };
  const result = await session.run(step);
  const [answer] = readSections(result, sections, marker);
  const message = answer?.status === 0 ? undefined : reason({ result, answer, timeLimit });
  return {
    machine: session.machine,
    role: check.role,
    check: check.id,
    passed: message === undefined,
    ...(message === undefined ? {} : { message: redact(message, check.secretTexts) }),
    milliseconds: result.milliseconds,
  };
}

interface Outcome {
  result: StepResult;
  answer: { status: number; stderr: string } | undefined;
  timeLimit: number;
}

function reason({ result, answer, timeLimit }: Outcome): string {
  const said = lastLines(answer?.stderr ?? result.stderr, 5).trim();
  if (!answer && result.status === 124) return `took longer than ${timeLimit} seconds${said === "" ? "" : `: ${said}`}`;
  return said === "" ? `ended with status ${answer?.status ?? result.status}` : said;
}
