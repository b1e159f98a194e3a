import { throwProblems } from "../errors/stack-error.ts";
import { planNotKept } from "./errors.ts";
import type { Sections } from "./module.ts";
import { isKept, pathText, shown, stateDifferences } from "./state-difference.ts";

/** Throws `plan-not-kept` for every place where apply made something else than the plan said. */
export function requireKept(module: string, promised: Sections, became: Sections): void {
  const broken = stateDifferences(promised, became).filter(({ from, to }) => !isKept(from, to));
  throwProblems(
    broken.map(({ path, from, to }) =>
      planNotKept(module, pathText(path), { promised: shown(from), became: shown(to) }),
    ),
    (count) => `Module ${module}: apply did not keep its plan in ${count} places. The state is as it was.`,
  );
}
