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
  /** The same as `search` reads it. */
  expression: string;
  /** Did-you-mean for a key that no module has. */
  hint: string | undefined;
}

export const requirementUnmet = ({ role, entry, expression, candidates, hint }: UnmetRequirement): StackError =>
  new StackError(
    "requirement-unmet",
    `The role "${role}" requires a module with ${entry}; none is part of this cluster.`,
    {
      hint:
        candidates.length === 0
          ? (hint ?? "No installed role satisfies it; name a plugin directory that has one with --plugins.")
          : `Apply ${candidates.length === 1 ? "it" : "one of them"} first: ${candidates.map(described).join("; ")}. Or add it to a component in the documents. All of them: lambdastack search '${expression}'`,
      ending: "refused",
    },
  );

const described = ({ name, after }: { name: string; after: readonly string[] }): string =>
  `${name} (${[...after, name].map((each) => `components apply ${each}`).join(", then ")})`;

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

interface ConsumedValue {
  consumer: string;
  publisher: string;
  /** Name of the value. */
  value: string;
}

export const consumedVersionDiffers = ({
  consumer,
  publisher,
  value,
  range,
  version,
}: ConsumedValue & { range: string; version: string }): StackError =>
  new StackError(
    "consumed-version",
    `The role "${consumer}" consumes ${value} in version ${range}; the role "${publisher}" publishes version ${version}.`,
    { hint: `Use a version of "${consumer}" or "${publisher}" that agrees with the other.`, ending: "refused" },
  );

/** How a published field is not what is consumed; `field` with the value's name before it. */
export type FieldDifference =
  | { kind: "missing"; field: string; published: readonly string[]; meant: string | undefined }
  | { kind: "optional"; field: string }
  | { kind: "type"; field: string; wanted: readonly string[]; published: readonly string[] };

export const fieldDiffers = ({
  consumer,
  publisher,
  difference,
}: ConsumedValue & { difference: FieldDifference }): StackError =>
  new StackError(
    "consumed-field",
    `The role "${consumer}" consumes ${difference.field}, which the role "${publisher}" ${inWords(difference)}.`,
    { hint: fieldHint(publisher, difference), ending: "refused" },
  );

function inWords(difference: FieldDifference): string {
  if (difference.kind === "missing") return "does not publish";
  if (difference.kind === "optional") return "does not always publish";
  return `publishes as ${difference.published.join(" or ")} instead of ${difference.wanted.join(" or ")}`;
}

function fieldHint(publisher: string, difference: FieldDifference): string {
  if (difference.kind === "optional") return `Let ${publisher}'s role.yml name it under required, or do without it.`;
  if (difference.kind === "type") return "Let both role.yml files, and the tasks behind them, agree on one type.";
  if (difference.meant !== undefined) return `Was it renamed to "${difference.meant}"?`;
  const { published } = difference;
  return published.length === 0 ? "Its role.yml names no fields." : `It publishes ${published.join(", ")}.`;
}
