import { didYouMean } from "../documents/suggestions.ts";
import { StackError } from "../errors/stack-error.ts";

export const requirementCycle = (path: readonly string[]): StackError =>
  new StackError("requirement-cycle", `Roles require each other in a circle: ${path.join(" -> ")}.`, {
    hint: "Make one of these requirements weak in its role.yml.",
    ending: "invalid",
  });

export interface UnmetRequirement {
  role: string;
  /** The entry in words. */
  entry: string;
  /** Roles that would satisfy it, each with what has to be installed before it. */
  candidates: readonly { name: string; after: readonly string[] }[];
  /** Did-you-mean for a key that no module has. */
  hint: string | undefined;
}

export const requirementUnmet = ({ role, entry, candidates, hint }: UnmetRequirement): StackError =>
  new StackError(
    "requirement-unmet",
    `The role "${role}" requires a module with ${entry}; none is part of this cluster.`,
    {
      hint:
        candidates.length === 0
          ? (hint ?? "No installed role satisfies it.")
          : `Add one of them to a component of the cluster, then apply again (lambdastack apply -f FILE): ${candidates.map(described).join("; ")}.`,
      ending: "refused",
    },
  );

const described = ({ name, after }: { name: string; after: readonly string[] }): string =>
  after.length === 0 ? name : `${name} (after ${after.join(", ")})`;

export const unreadableExpression = (text: string, term: string): StackError =>
  new StackError("expression-unreadable", `The expression "${text}" cannot be read at "${term}".`, {
    hint: "Separate terms with commas, as in kind=database,version>=1.2,provider in (aws, azure),!deprecated.",
    ending: "invalid",
  });

export const unknownLabel = (key: string, known: readonly string[]): StackError =>
  new StackError("label-unknown", `No module has the label "${key}".`, {
    hint: didYouMean(key, known),
    ending: "invalid",
  });

export interface Unsolved {
  role: string;
  /** The entry in words. */
  entry: string;
}

export const noSolution = (goals: readonly string[], unsolved: readonly Unsolved[]): StackError =>
  new StackError(
    "no-solution",
    `No choice of modules gives all that ${goals.join(", ")} ${goals.length === 1 ? "needs" : "need"}.`,
    {
      hint:
        unsolved.length === 0
          ? "What would satisfy the requirements requires each other in a circle."
          : `Nothing satisfies: ${unsolved.map(({ role, entry }) => `${role} requires ${entry}`).join("; ")}. Name a plugin directory that has such a module with --plugins.`,
      ending: "refused",
    },
  );
