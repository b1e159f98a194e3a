import { StackError } from "@lambdastack/core";
import type { LevelResult, Rule } from "../level.ts";
import type { ModuleSubject } from "./module-subject.ts";
import type { ModuleTrial } from "./module-trial.ts";
import { isOwnFault } from "./own-faults.ts";

/** Makes a trial of a module, each in a build folder of its own. */
export type TrialOf = (subject: ModuleSubject) => Promise<ModuleTrial>;

/** Methods that every module has. */
const methods = ["metadata", "init", "plan", "apply", "audit"];

/** Asks each module what the contract asks: of one in a container, `metadata` alone is run. */
export async function reachesValid(subjects: readonly ModuleSubject[], trialOf: TrialOf): Promise<LevelResult> {
  const began = performance.now();
  const rules = (await Promise.all(subjects.map((subject) => rulesOf(subject, trialOf)))).flat();
  const problems = rules.flatMap((one) => one.problems.map((problem) => `${one.rule}: ${problem}`));
  const outcome = problems.length === 0 ? "reached" : "missed";
  return { level: "valid", outcome, problems, rules, milliseconds: performance.now() - began };
}

const rulesOf = (subject: ModuleSubject, trialOf: TrialOf): Promise<Rule[]> =>
  subject.type === "container" ? containerRules(subject, trialOf) : codeRules(subject, trialOf);

async function containerRules(subject: ModuleSubject, trialOf: TrialOf): Promise<Rule[]> {
  const { name, commands } = subject;
  const lacking = methods.filter((method) => !commands.includes(method));
  const problems = lacking.includes("metadata")
    ? []
    : await asProblems(async () => (await trialOf(subject)).metadataProblems());
  return [
    {
      rule: `${name} contract`,
      promise: `lists ${methods.join(", ")}`,
      problems: lacking.map((method) => `It lists no command ${method}.`),
    },
    { rule: `${name} metadata`, promise: "says of itself what its file says", problems },
  ];
}

/** What it computes from the state that it begins with, and that apply keeps what plan said. What it refuses itself is an answer. */
async function codeRules(subject: ModuleSubject, trialOf: TrialOf): Promise<Rule[]> {
  const problems = await asProblems(async () => {
    const trial = await trialOf(subject);
    await trial.init();
    await trial.apply();
    return [];
  });
  return [{ rule: `${subject.name} answers`, promise: "keeps what it plans, and writes what it may", problems }];
}

async function asProblems(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    return isOwnFault(error) ? [error.message] : [];
  }
}
