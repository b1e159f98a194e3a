import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { hashFile, syncPath } from "@lambdastack/core";
import type { Dispatcher } from "undici";
import type { StoreLayout } from "../store/store.ts";
import { type Attempt, attempt, sizeOf } from "./attempt.ts";
import type { Wanted } from "./pending.ts";

export interface FetchOptions {
  store: StoreLayout;
  dispatcher: Dispatcher;
  signal: AbortSignal;
  /** Waits so many seconds; ends early when the run is interrupted. */
  pause(seconds: number): Promise<void>;
  onBytes(count: number): void;
}

/** Requests in a row that bring nothing, at one address. */
const fruitless = 5;
const longestPause = 60;
/** A server that asks for more is left for another one. */
const longestAsked = 600;

/**
 * Brings content into the store: address by address, each with patience, from where the last attempt ended. Resolves with why
 * it could not be had, or undefined. Nothing stands in the store that was not read back and hashed.
 */
export async function fetchArtifact(wanted: Wanted, options: FetchOptions): Promise<string | undefined> {
  const reasons: string[] = [];
  for (const url of wanted.urls) {
    const reason = await fetchFrom(url, wanted, options);
    if (reason === undefined) return undefined;
    reasons.push(`${url}: ${reason}`);
  }
  return reasons.join("; ");
}

async function fetchFrom(url: string, wanted: Wanted, options: FetchOptions): Promise<string | undefined> {
  const partial = options.store.partial(wanted.sha256);
  let resumed = (await sizeOf(partial)) > 0;
  for (let failures = 0; ; ) {
    const before = await sizeOf(partial);
    const ended: Attempt = await attempt({ ...options, url, partial, size: wanted.size });
    if (ended.end === "complete") {
      if (await keep(wanted, options)) return undefined;
      // what an earlier run or another address began may be at fault
      if (!resumed) return "its content has another sha256";
      resumed = false;
      continue;
    }
    if (ended.end === "refused") return ended.reason;
    failures = (await sizeOf(partial)) > before ? 1 : failures + 1;
    resumed = (await sizeOf(partial)) > 0;
    if (failures >= fruitless || (ended.after ?? 0) > longestAsked) return ended.reason;
    await options.pause(ended.after ?? Math.min(longestPause, 2 ** (failures - 1)));
  }
}

/** Puts a whole file into its place, or removes what is not what was asked for. */
async function keep({ sha256, size }: Wanted, { store, onBytes }: FetchOptions): Promise<boolean> {
  const partial = store.partial(sha256);
  if ((await hashFile(partial)).sha256 !== sha256) {
    await rm(partial);
    onBytes(-size);
    return false;
  }
  await syncPath(partial);
  await rename(partial, store.path(sha256));
  await syncPath(dirname(store.path(sha256)));
  return true;
}
