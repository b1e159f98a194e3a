import type { AsyncSeriesHook, AsyncSeriesWaterfallHook, FullTap } from "tapable";
import { StackError } from "../errors/stack-error.ts";
import { type CodeFault, pluginFailed, pluginRefused, tookTooLong, wrongResult } from "./errors.ts";
import { conducted, isHostFault } from "./plugin-conduct.ts";
import { faultLocation } from "./plugin-fault.ts";
import { within } from "./within.ts";

/** Seconds that a tap may take where it names no `timeLimit` of its own. */
export const tapLimit = 30;

/** What a tap says besides its name, stage and before. */
export interface TapDetails {
  /** Seconds; default 30. */
  timeLimit?: number;
  /** Plugin that taps. Set by the host. */
  plugin?: string;
  /** Folder of that plugin. Set by the host. */
  directory?: string;
  /** What is at work, for messages, in place of the hook's and the tap's name. Set by the host. */
  what?: string;
}

export type DetailedTap = FullTap & TapDetails;
export type GuardedHook<Args extends unknown[]> = AsyncSeriesHook<Args, TapDetails>;
export type GuardedWaterfall<Args extends unknown[]> = AsyncSeriesWaterfallHook<Args, Args[0], TapDetails>;

/**
 * Makes every tap of a hook, present and future, name its plugin and hook when it throws, end after its time limit, and
 * give a result that `settle` accepts. `settle` returns the result to go on with, or throws through `refuse`.
 */
export function guardTaps<H extends Interceptable>(hook: H, settle?: Settle): H {
  const register = (tap: FullTap): FullTap => {
    const fault = faultOf(hook.name ?? "", tap);
    return { ...tap, type: "promise", fn: (...args: unknown[]) => guarded(tap, args, { fault, settle }) };
  };
  hook.intercept({ register } as never);
  return hook;
}

/** Any hook of tapable, whatever its arguments. */
interface Interceptable {
  name: string | undefined;
  intercept(interceptor: never): void;
}

export interface Settling {
  result: unknown;
  previous: unknown;
  tap: DetailedTap;
  refuse: (problem: string) => StackError;
}
export type Settle = (settling: Settling) => unknown;

interface Guard {
  fault: CodeFault;
  settle: Settle | undefined;
}

function faultOf(hook: string, tap: DetailedTap): CodeFault {
  const plugin = tap.plugin ?? tap.name;
  return { plugin, what: tap.what ?? `hook ${hook}, tap "${tap.name}"`, location: { file: tap.directory ?? plugin } };
}

export interface GuardedCall {
  fault: CodeFault;
  /** Folder of the plugin. */
  directory: string;
  /** Seconds. */
  timeLimit: number;
}

/** Runs code of a plugin that taps no hook, with the same care. */
export async function callGuarded<T>(call: GuardedCall, run: () => Promise<T>): Promise<T> {
  const { fault, directory, timeLimit } = call;
  const answer = conducted({ fault, directory }, run);
  return within(timeLimit, answer, () => tookTooLong(fault, timeLimit)).catch((error) => {
    throw named(error, fault, directory);
  });
}

async function guarded(tap: DetailedTap, args: unknown[], { fault, settle }: Guard): Promise<unknown> {
  const limit = tap.timeLimit ?? tapLimit;
  const answer = conducted({ fault, directory: tap.directory ?? "" }, () => called(tap, args));
  const result = await within(limit, answer, () => tookTooLong(fault, limit)).catch((error) => {
    throw named(error, fault, tap.directory);
  });
  if (result === undefined || settle === undefined) return result;
  return settle({ result, previous: args[0], tap, refuse: (problem) => wrongResult(fault, problem) });
}

function called({ type, fn }: FullTap, args: unknown[]): Promise<unknown> {
  if (type !== "async") return (async () => fn(...args))();
  return new Promise((resolve, reject) => {
    fn(...args, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
  });
}

function named(error: unknown, fault: CodeFault, directory: string | undefined): StackError {
  if (isHostFault(error)) return error;
  const location = directory === undefined ? fault.location : faultLocation(error, directory, fault.location.file);
  return error instanceof StackError
    ? pluginRefused({ ...fault, location }, error)
    : pluginFailed({ ...fault, location }, error);
}
