import { throwProblems } from "../errors/stack-error.ts";
import { RESERVED_KEYS } from "../state/check-state.ts";
import { foreignSection } from "./errors.ts";
import { pathText, type StateDifference } from "./state-difference.ts";

export interface SectionOwner {
  /** Name of the module. */
  name: string;
  /** Key of its own section. */
  label: string;
  /** Places of other sections that its manifest declares, such as `azi.nodes[].usedBy`. */
  writes: readonly string[];
}

/**
 * Refuses what a module may not write: other sections than its own, but for what it declares. Throws `foreign-section`
 * (refused) for every such place at once.
 */
export function guardSections(owner: SectionOwner, differences: readonly StateDifference[]): void {
  const allowed = [owner.label, ...owner.writes];
  const foreign = differences.filter((difference) => !allowed.some((place) => isWithin(place, difference)));
  throwProblems(
    foreign.map(({ path }) => foreignSection(owner.name, pathText(path), owner.label)),
    (count) => `Module ${owner.name} would write ${count} places of the state that are not its own.`,
  );
}

/** A whole list, or a whole section that is new, is more than a field within it. */
function isWithin(place: string, { path }: StateDifference): boolean {
  if ((RESERVED_KEYS as readonly unknown[]).includes(path[0])) return false;
  const steps = place.replaceAll("[]", ".[]").split(".");
  return steps.length <= path.length && steps.every((step, index) => isStep(step, path[index]));
}

const isStep = (step: string, actual: string | number | undefined): boolean =>
  typeof actual === "number" ? step === "[]" : step === actual;
