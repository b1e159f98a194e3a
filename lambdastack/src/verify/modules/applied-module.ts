import { type Sections, StackError } from "@lambdastack/core";
import { type Judgement, judged, notApplicable } from "../level.ts";
import { brokenPromises, changesBetween, type SectionChange } from "./compare-sections.ts";
import type { ModuleSubject } from "./module-subject.ts";
import type { ModuleTrial } from "./module-trial.ts";
import { isOwnFault } from "./own-faults.ts";

/** A module after its first apply. */
export interface AppliedModule {
  subject: ModuleSubject;
  trial: ModuleTrial;
  /** What the plan before it said; undefined for a container, whose plan is what it printed. */
  planned: readonly SectionChange[] | undefined;
  done: readonly SectionChange[];
}

/** Initialises, plans and applies it; why that cannot be judged where it refuses the state that it begins with. */
export async function applyFirst(subject: ModuleSubject, trial: ModuleTrial): Promise<AppliedModule | Judgement> {
  try {
    await trial.init();
    const before = await trial.sections();
    const { changes } = await trial.plan();
    await trial.apply();
    return { subject, trial, planned: changes, done: changesBetween(before, await trial.sections()) };
  } catch (error) {
    if (!(error instanceof StackError) || error.ending !== "refused" || isOwnFault(error)) throw error;
    return notApplicable(`${error.message} A state that it can begin with is given with --state.`);
  }
}

/** Applies once more: nothing may change in the state, and its audit may find nothing. */
export async function idempotentModule({ trial }: AppliedModule): Promise<Judgement> {
  const before = await trial.sections();
  await trial.apply();
  return judged(
    changesBetween(before, await trial.sections()).map(({ path }) => `Applied a second time, ${path} changed again.`),
  );
}

export const honestModule = ({ planned, done }: AppliedModule): Judgement =>
  planned === undefined
    ? notApplicable("The plan of a container is what it prints, an estimate.")
    : judged(brokenPromises(planned, done));

/** What the host itself looks at; a module's audit need not. */
const ofTheHost: ReadonlySet<string> = new Set(["status", "version"]);

/** Takes one field after the other out of its section: its audit must find that, and the next apply put it right. */
export async function auditableModule({ subject: { label }, trial }: AppliedModule): Promise<Judgement> {
  if (await trial.hasDrift()) return judged(["Its audit finds something right after an apply."]);
  const fields = fieldsOf(await trial.sections(), label);
  if (fields.length === 0) return notApplicable("It records no field in the state that could be changed by hand.");
  const problems: string[] = [];
  for (const field of fields) problems.push(...(await problemsWithout(trial, `${label}.${field}`, field)));
  return judged(problems);
}

const fieldsOf = (sections: Sections, label: string): string[] =>
  Object.keys(sections[label] ?? {}).filter((field) => !ofTheHost.has(field));

async function problemsWithout(trial: ModuleTrial, place: string, field: string): Promise<string[]> {
  await trial.removeField(field);
  const isFound = await trial.hasDrift();
  await trial.apply();
  if (!isFound) return [`With ${place} removed from the state, its audit found nothing.`];
  return (await trial.hasDrift()) ? [`With ${place} removed from the state, apply did not put it right.`] : [];
}

export const recoverableModule: Judgement = notApplicable(
  "It brings no backup: what it knows is the state, of which earlier versions are kept.",
);
