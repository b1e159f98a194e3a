import {
  destroys,
  differenceLines,
  pathText,
  type Sections,
  type StateDifference,
  type StateStore,
  sectionsOf,
} from "@lambdastack/core";

/** What a module would do to the state. */
export interface ModulePlan {
  module: string;
  version: string;
  /** Undefined for a container: what it printed is its plan, and what it does stands with it. */
  changes?: readonly ModuleChange[];
  /** What a container printed. */
  output?: readonly string[];
}

export interface ModuleChange {
  /** Such as `azi.nodes[1].usedBy`. */
  path: string;
  from?: unknown;
  to?: unknown;
}

export const changesOf = (differences: readonly StateDifference[]): ModuleChange[] =>
  differences.map(({ path, ...values }) => ({ path: pathText(path), ...values }));

/** The plan for people. */
export function planText(module: string, differences: readonly StateDifference[]): string {
  if (differences.length === 0) return `${module}: nothing to do.`;
  const lines = differenceLines(differences).map((line) => `  ${line}`);
  return [`${module} changes in the state:`, ...lines].join("\n");
}

export const proposalOf = (module: string, differences: readonly StateDifference[]) => ({
  text: planText(module, differences),
  hasChanges: differences.length > 0,
  destroys: differences.some(destroys),
});

/** Writes the sections as the new state; what they do not name stays as it is. Nothing is written where nothing differs. */
export async function writeSections(store: StateStore, sections: Sections): Promise<void> {
  const before = (await store.read()) ?? (await store.create());
  const same = Object.entries(sections).every(
    ([key, section]) => JSON.stringify(sectionsOf(before)[key]) === JSON.stringify(section),
  );
  if (same) return;
  await store.update((draft) => Object.assign(draft, structuredClone(sections)));
}
