import { dirname } from "node:path";
import { AsyncSeriesHook, AsyncSeriesWaterfallHook, HookMap } from "tapable";
import type { Document } from "../documents/document.ts";
import type { Machine } from "../machines/machine.ts";
import type { Provider } from "../providers/provider.ts";
import type { Resource } from "../resources/resource.ts";
import { foreignValue, resourcesProblem } from "./check-resources.ts";
import { type GuardedHook, type GuardedWaterfall, guardTaps, type Settling } from "./guard-taps.ts";
import type { Role, TaskName } from "./role.ts";
import type { Task, TaskContext } from "./task.ts";

/** A phase that begins or has ended. */
export interface PhaseHappening {
  /** Stable word, such as `plan-machines`. */
  phase: string;
  /** The phase in words, as the terminal shows it. */
  title: string;
}

/** A task of a role that begins or has ended on one machine. */
export interface TaskHappening {
  role: string;
  task: TaskName;
  machine: Machine;
}

export type TaskHook = GuardedWaterfall<[readonly Resource[], TaskContext]>;
export type PhaseHook = GuardedHook<[PhaseHappening]>;
export type ResolveHook = GuardedWaterfall<[readonly Document[]]>;

interface PhaseHooks {
  /** Before each phase of a command. An error stops the command before the phase begins. */
  beforePhase: PhaseHook;
  /** After each phase that ended well. */
  afterPhase: PhaseHook;
}

/** Hooks of the package that applies roles. */
export interface ComponentsHooks extends PhaseHooks {
  /**
   * By `<role>.<task>`: waterfall over the resources of that task on one machine. The role's own task is the first tap.
   * A tap returns the whole new list, or nothing to leave it as it is. It is asked in plan, apply and audit alike, so it
   * must be pure.
   */
  task: HookMap<TaskHook>;
  /** Before a role's resources are changed on a machine. Not in a plan. An error fails that role on that machine. */
  beforeTask: GuardedHook<[TaskHappening]>;
  /** After a role's resources were made so on a machine. */
  afterTask: GuardedHook<[TaskHappening]>;
  /** Waterfall over the documents as written, before defaults and validation. */
  resolve: ResolveHook;
}

/** Hooks of the package that makes machines. */
export interface InfrastructureHooks extends PhaseHooks {
  /** Waterfall over the provider before its first use: a tap may return another one that wraps it. */
  provider: GuardedWaterfall<[Provider, { name: string }]>;
  /** Waterfall over the documents as written, before defaults and validation. */
  resolve: ResolveHook;
}

/** Hooks of the package that fills the repository machine. */
export interface RepositoryHooks extends PhaseHooks {
  /** Waterfall over the documents as written, before defaults and validation. */
  resolve: ResolveHook;
}

/** The hooks as a plugin sees them: it can tap, not call. */
export type Scoped<Hooks> = {
  readonly [Name in keyof Hooks]: Hooks[Name] extends HookMap<infer Hook>
    ? { for(key: string): Tappable<Hook> }
    : Tappable<Hooks[Name]>;
};
export type Tappable<Hook> = Omit<Hook, "call" | "callAsync" | "promise" | "intercept">;

/** Where the own tasks of roles come from; the host is one. */
export interface TaskSource {
  role(name: string): Role;
  loadTask(role: string, task: TaskName): Promise<Task>;
}

/** What a role's own task may take. */
export interface TaskLimits {
  /** Seconds; default 30. */
  timeLimit?: number;
}

/** The hooks of one Components. Tasks are loaded from `source` when their hook is first called. */
export function createComponentsHooks(source: TaskSource, limits: TaskLimits = {}): Readonly<ComponentsHooks> {
  return Object.freeze({
    ...phaseHooks(),
    task: new HookMap((key: string) => taskHook(key, source, limits), "task"),
    beforeTask: taskHappeningHook("beforeTask"),
    afterTask: taskHappeningHook("afterTask"),
    resolve: resolveHook(),
  });
}

export function createInfrastructureHooks(): Readonly<InfrastructureHooks> {
  const provider: InfrastructureHooks["provider"] = new AsyncSeriesWaterfallHook(["provider", "which"], "provider");
  return Object.freeze({ ...phaseHooks(), provider: guardTaps(provider), resolve: resolveHook() });
}

export function createRepositoryHooks(): Readonly<RepositoryHooks> {
  return Object.freeze({ ...phaseHooks(), resolve: resolveHook() });
}

const phaseHooks = (): PhaseHooks => ({
  beforePhase: guardTaps<PhaseHook>(new AsyncSeriesHook(["happening"], "beforePhase")),
  afterPhase: guardTaps<PhaseHook>(new AsyncSeriesHook(["happening"], "afterPhase")),
});

const taskHappeningHook = (name: string): ComponentsHooks["beforeTask"] =>
  guardTaps<ComponentsHooks["beforeTask"]>(new AsyncSeriesHook(["happening"], name));

const resolveHook = (): ResolveHook =>
  guardTaps<ResolveHook>(new AsyncSeriesWaterfallHook(["documents"], "resolve"), documentsOnly);

function taskHook(key: string, source: TaskSource, limits: TaskLimits): TaskHook {
  const hook = guardTaps<TaskHook>(new AsyncSeriesWaterfallHook(["resources", "context"], `task ${key}`), attributed);
  const dot = key.lastIndexOf(".");
  const [role, task] = [key.slice(0, dot), key.slice(dot + 1) as TaskName];
  const own = { name: role, plugin: role, what: `task ${task}`, stage: Number.NEGATIVE_INFINITY, ...limits };
  hook.tapPromise({ ...own, ...ownDirectory(source, role) }, async (resources, context) => {
    const result: unknown = await (await source.loadTask(role, task))(context);
    if (!Array.isArray(result)) return (result ?? null) as never;
    return [...resources, ...based(result, dirname(source.role(role).tasks[task] ?? ""))];
  });
  return hook;
}

/** An unknown role is reported when its hook is called, not when someone taps it. */
function ownDirectory(source: TaskSource, role: string): { directory?: string } {
  try {
    return { directory: source.role(role).directory };
  } catch {
    return {};
  }
}

const based = (resources: readonly Resource[], base: string): Resource[] =>
  resources.map((resource) => (isObject(resource) ? { base, ...resource } : resource));

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** Checks what a tap returned and marks the resources that it added. */
function attributed({ result, tap, refuse }: Settling): readonly Resource[] {
  const problem = resourcesProblem(result);
  if (problem !== undefined) throw refuse(problem);
  const mark = { plugin: tap.plugin ?? tap.name, ...(tap.directory === undefined ? {} : { base: tap.directory }) };
  return Object.freeze((result as Resource[]).map((resource) => Object.freeze({ ...mark, ...resource })));
}

function documentsOnly({ result, refuse }: Settling): unknown {
  if (!Array.isArray(result)) throw refuse("it must return a list of documents.");
  for (const [index, document] of result.entries()) {
    const shaped = isObject(document) && typeof document.kind === "string" && isObject(document.specification);
    const problem = shaped ? foreignValue(document, "", 0) : 'must have a "kind" and a "specification"';
    if (problem !== undefined) throw refuse(`document ${index + 1} of ${result.length} ${problem}.`);
  }
  return result;
}

/**
 * The resources that a role's task, and every plugin that taps it, wants on one machine. Throws `plugin-failed`,
 * `wrong-plugin-result`, `plugin-time-limit`, `unknown-task`, and what a task itself throws as a finding.
 */
export function runTask(
  hooks: Pick<ComponentsHooks, "task">,
  { role, task, context }: { role: string; task: TaskName; context: TaskContext },
): Promise<readonly Resource[]> {
  return hooks.task.for(`${role}.${task}`).promise([], context);
}
