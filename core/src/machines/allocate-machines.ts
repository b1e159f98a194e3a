import type { Document } from "../documents/document.ts";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { StateNode } from "../state/state.ts";
import { invalidCount, invalidMachineLabel, machineNameTwice, unknownMachineToRemove } from "./errors.ts";
import { groupBy } from "./group-by.ts";
import { labelFault } from "./machine-name.ts";

export interface AllocationRequest {
  /** The manifest's cluster document. */
  cluster: Document;
  /** Machines of the state. */
  nodes: readonly StateNode[];
  /** Roles by component, in plugin spelling. */
  componentRoles: Readonly<Record<string, readonly string[]>>;
  /** The highest number ever given, by component, as an earlier allocation returned it. */
  lastIndex?: Readonly<Record<string, number>>;
}

export interface AllocatedMachine {
  name: string;
  component: string;
  /** From 1, given once. */
  index: number;
  components: string[];
  roles: string[];
  /** Whether the state has it. */
  exists: boolean;
}

export interface Allocation {
  /** Sorted by component, then index. */
  wanted: AllocatedMachine[];
  leaving: StateNode[];
  /** To be recorded in the provider's section, so that the number of a removed machine is never given again. */
  lastIndex: Record<string, number>;
}

interface ComponentRequest {
  count: number;
  remove: readonly string[];
}

/**
 * Which machines a cluster should have. Numbers are given once: a new machine takes the one after the highest ever
 * given; fewer machines means that the highest leave, unless `remove` names others. Throws all problems at once (invalid).
 */
export function allocateMachines({ cluster, nodes, componentRoles, lastIndex = {} }: AllocationRequest): Allocation {
  const requests = componentRequests(cluster);
  const existing = groupBy(nodes, ({ component }) => component);
  const components = [...new Set([...requests.keys(), ...existing.keys(), ...Object.keys(lastIndex)])].sort();
  const base = nameBase(cluster);
  const parts = components.map((component) =>
    allocateComponent({
      component,
      base: `${base}-${component.replaceAll("_", "-")}`,
      request: requests.get(component) ?? { count: 0, remove: [] },
      nodes: existing.get(component) ?? [],
      last: lastIndex[component] ?? 0,
      roles: componentRoles[component] ?? [],
    }),
  );
  const wanted = parts.flatMap((part) => part.wanted);
  throwProblems(
    [...countProblems(cluster), ...parts.flatMap((part) => part.problems), ...nameProblems(wanted)],
    (count) => `${count} machines cannot be allocated.`,
  );
  return {
    wanted,
    leaving: parts.flatMap((part) => part.leaving),
    lastIndex: Object.fromEntries(parts.flatMap(({ component, last }) => (last === 0 ? [] : [[component, last]]))),
  };
}

interface ComponentAllocation {
  component: string;
  wanted: AllocatedMachine[];
  leaving: StateNode[];
  last: number;
  problems: StackError[];
}

interface ComponentState {
  component: string;
  /** Name of its machines without the number. */
  base: string;
  request: ComponentRequest;
  nodes: readonly StateNode[];
  last: number;
  roles: readonly string[];
}

function allocateComponent({ component, base, request, nodes, last, roles }: ComponentState): ComponentAllocation {
  const sorted = [...nodes].sort((one, other) => one.index - other.index);
  const highest = Math.max(last, ...sorted.map(({ index }) => index));
  const stay = sorted.filter(({ name }) => !request.remove.includes(name)).slice(0, request.count);
  const added = Array.from({ length: request.count - stay.length }, (_, offset) => highest + 1 + offset);
  const machine = (name: string, index: number, exists: boolean): AllocatedMachine => ({
    name,
    component,
    index,
    components: [component],
    roles: [...roles],
    exists,
  });
  return {
    component,
    wanted: [
      ...stay.map(({ name, index }) => machine(name, index, true)),
      ...added.map((index) => machine(`${base}-${index}`, index, false)),
    ],
    leaving: sorted.filter((node) => !stay.includes(node)),
    last: highest + added.length,
    problems: removeProblems({ component, base, request, nodes: sorted, last: highest, roles }),
  };
}

/** A name that left already may stay in the document; one that never was is a slip of the pen. */
function removeProblems({ component, base, request, nodes, last }: ComponentState): StackError[] {
  const names = nodes.map(({ name }) => name);
  const wasOurs = (name: string) => {
    const number = name.startsWith(`${base}-`) ? name.slice(base.length + 1) : "";
    return /^[1-9]\d*$/.test(number) && Number(number) <= last;
  };
  const strangers = request.remove.filter((name) => !names.includes(name) && !wasOurs(name));
  return strangers.map((name) => unknownMachineToRemove(component, name, names));
}

function nameBase({ specification: { prefix, name } }: Document): string {
  return [prefix, name].filter((part) => typeof part === "string" && part !== "").join("-");
}

function componentEntries({ specification }: Document): [string, Record<string, unknown>][] {
  const components = specification.components as Record<string, Record<string, unknown> | null> | undefined;
  return Object.entries(components ?? {}).map(([component, fields]) => [component, fields ?? {}]);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function componentRequests(cluster: Document): Map<string, ComponentRequest> {
  return new Map(
    componentEntries(cluster).map(([component, { count, remove }]) => [
      component,
      { count: isCount(count) ? count : 0, remove: Array.isArray(remove) ? remove.map(String) : [] },
    ]),
  );
}

function countProblems(cluster: Document): StackError[] {
  const wrong = componentEntries(cluster).filter(([, { count }]) => count !== undefined && !isCount(count));
  return wrong.map(([component, { count }]) => invalidCount(component, count));
}

function nameProblems(wanted: readonly AllocatedMachine[]): StackError[] {
  const invalid = wanted.flatMap(({ name }) => {
    const fault = labelFault(name);
    return fault === undefined ? [] : [invalidMachineLabel(name, fault)];
  });
  const twice = [...groupBy(wanted, ({ name }) => name)].filter(([, machines]) => machines.length > 1);
  return [
    ...invalid,
    ...twice.map(([name, all]) =>
      machineNameTwice(
        name,
        all.map(({ component }) => component),
      ),
    ),
  ];
}
