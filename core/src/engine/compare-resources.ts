import { StackError, throwProblems } from "../errors/stack-error.ts";
import type { OperatingSystem } from "../machines/machine.ts";
import type { Change, CompareContext } from "../resources/resource-type.ts";
import { cannotBeMade } from "./errors.ts";
import { declarationOf } from "./materialise.ts";
import type { Wanted } from "./observe.ts";
import { outputKey } from "./resolve-value.ts";
import { unknownToken } from "./unknown-value.ts";

export interface Place {
  machine: string;
  os: OperatingSystem;
}

/** What stands before the resources in the batch. */
export interface CompareOptions extends Place {
  /** Paths that removals of the same plan take away. */
  removedPaths: readonly string[];
}

/** A resource with what was observed of it and what must be done about it. */
export interface Compared {
  wanted: Wanted;
  observed: unknown;
  change: Change | undefined;
}

/** Compares a batch in list order: each resource knows which paths and outputs those before it will change. */
export function compareResources(
  items: readonly { wanted: Wanted; observed: unknown }[],
  { machine, os, removedPaths }: CompareOptions,
): Compared[] {
  const problems: StackError[] = [];
  const pendingPaths = new Set(removedPaths);
  const pendingOutputs = new Set<string>();
  let afterChange = removedPaths.length > 0;
  let filesMayCome = false;
  const compared = items.map(({ wanted, observed }) => {
    const context = { os, pendingPaths: new Set(pendingPaths), afterChange, sensitive: wanted.sensitive };
    const found = gather(problems, () => compareOne(wanted, observed, { machine, context }));
    const change = withUnknowns(
      wanted,
      found ?? (filesMayCome ? onceBrought(wanted, observed) : undefined),
      pendingOutputs,
    );
    if (change) {
      afterChange = true;
      filesMayCome ||= wanted.type.bringsFiles === true && wanted.props.ensure !== "absent";
      for (const path of pathsOf(wanted)) pendingPaths.add(path);
      for (const key of producedBy(wanted, machine)) pendingOutputs.add(key);
    }
    return { wanted, observed, change };
  });
  throwProblems(problems, (count) => `${count} resources of ${machine} cannot be made so.`);
  return compared;
}

/** Compares one resource with the machine as it is at this moment. */
export function compareNow(wanted: Wanted, observed: unknown, { machine, os }: Place): Change | undefined {
  const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: wanted.sensitive };
  return compareOne(wanted, observed, { machine, context });
}

/**
 * Whether a change makes something that was not there before. For what can be removed again that means: at present
 * there would be nothing to remove, as with a line that is added to a file.
 */
export function isCreation(
  wanted: Wanted,
  { action }: Change,
  { observed, os }: { observed: unknown; os: OperatingSystem },
) {
  const { type, props } = wanted;
  if (action === "create" || !type.removable) return action === "create";
  const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: wanted.sensitive };
  return type.compare({ ...props, ensure: "absent" } as never, observed, context) === undefined;
}

export function pathsOf({ type, props }: Wanted): readonly string[] {
  return type.paths?.(props as never) ?? [];
}

/** Keys (`outputKey`) of the outputs that a change of the resource may alter. */
export function producedBy({ props }: Wanted, machine: string): string[] {
  return typeof props.output === "string" ? [outputKey({ machine, name: props.output })] : [];
}

interface Situation {
  machine: string;
  context: CompareContext;
}

function compareOne(wanted: Wanted, observed: unknown, { machine, context }: Situation): Change | undefined {
  try {
    return wanted.type.compare(wanted.props as never, observed, context);
  } catch (problem) {
    if (problem instanceof StackError) throw cannotBeMade(declarationOf(wanted, machine), problem);
    throw problem;
  }
}

function gather<Result>(problems: StackError[], compare: () => Result): Result | undefined {
  try {
    return compare();
  } catch (problem) {
    if (!(problem instanceof StackError)) throw problem;
    problems.push(problem);
    return undefined;
  }
}

/** What is as wanted while it is not there, may come with a package that stands before it; then it is changed at its own place. */
function onceBrought({ type, props }: Wanted, observed: unknown): Change | undefined {
  const absent =
    props.ensure === "absent" && type.removable
      ? { field: "ensure", to: "absent, should a package bring it" }
      : undefined;
  const difference = absent ?? type.onceBrought?.(props as never, observed);
  return difference && { action: "may-run", differences: [difference] };
}

/** A resource that rests on something unknown is never promised to stay, nor to run. */
function withUnknowns(wanted: Wanted, change: Change | undefined, pendingOutputs: ReadonlySet<string>) {
  const pending = wanted.outputs.filter((output) => pendingOutputs.has(outputKey(output)));
  const unknown = [...wanted.unknown, ...pending.map(({ name, machine }) => `output ${name} of ${machine}`)];
  if (unknown.length === 0) return change;
  if (change && change.action !== "run") return change;
  const differences = unknown.map((what) => ({ field: what, to: unknownToken(what) }));
  return { ...change, action: "may-run" as const, differences: [...(change?.differences ?? []), ...differences] };
}
