import type { Step, Steps } from "../climb.ts";
import type { Judgement, Outcome } from "../level.ts";
import {
  type AppliedModule,
  applyFirst,
  auditableModule,
  honestModule,
  idempotentModule,
  recoverableModule,
} from "./applied-module.ts";
import type { ModuleSubject } from "./module-subject.ts";
import type { TrialOf } from "./valid-modules.ts";

/** The levels of one module or several, which are applied once each, in build folders of their own. */
export function moduleSteps(subjects: readonly ModuleSubject[], trialOf: TrialOf): Steps {
  const applied = new Map<ModuleSubject, AppliedModule | Judgement>();
  const first = async (subject: ModuleSubject) => {
    const found = applied.get(subject) ?? (await applyFirst(subject, await trialOf(subject)));
    applied.set(subject, found);
    return found;
  };
  const each =
    (judge: (module: AppliedModule) => Promise<Judgement> | Judgement): Step =>
    async () => {
      const all: Judgement[] = [];
      for (const subject of subjects) {
        const found = await first(subject);
        all.push(named(subject, "outcome" in found ? found : await judge(found)));
      }
      return together(all);
    };
  return {
    idempotent: each(idempotentModule),
    honest: each(honestModule),
    auditable: each(auditableModule),
    recoverable: () => together(subjects.map((subject) => named(subject, recoverableModule))),
  };
}

const named = ({ name, type }: ModuleSubject, { outcome, problems }: Judgement): Judgement => ({
  outcome,
  problems: problems.map((problem) => `${name}: ${problem}`),
  ...(type === "container" && outcome === "reached" && { warnings: [unseen(name)] }),
});

const unseen = (name: string): string => `${name}: what the container does elsewhere than in the state is not seen.`;

const worstFirst: readonly Outcome[] = ["missed", "not applicable", "reached"];

/** As good as the worst of them. */
function together(all: readonly Judgement[]): Judgement {
  const outcome = worstFirst.find((one) => all.some((judgement) => judgement.outcome === one)) ?? "reached";
  return {
    outcome,
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings = [] }) => warnings),
  };
}
