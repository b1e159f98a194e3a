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
          : `Add one of: ${candidates.map(described).join("; ")}.`,
      ending: "refused",
    },
  );

const described = ({ name, after }: { name: string; after: readonly string[] }): string =>
  after.length === 0 ? name : `${name} (after ${after.join(", ")})`;
