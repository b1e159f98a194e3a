import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Events, StackError, writeFileAtomic } from "@lambdastack/core";
import pLimit from "p-limit";
import { EnvHttpProxyAgent, interceptors } from "undici";
import { notDownloaded } from "../errors.ts";
import { fetchImage, missingBlobs } from "../images/fetch-image.ts";
import type { Lock } from "../lock/lock.ts";
import { lockText } from "../lock/lock-text.ts";
import { type StoreLayout, storeLayout } from "../store/store.ts";
import { fetchArtifact } from "./fetch-artifact.ts";
import { isStored, type Wanted, wantedOf } from "./pending.ts";
import { downloadProgress } from "./progress.ts";

export interface DownloadOptions {
  lock: Lock;
  /** Folder that becomes what `--offline` takes: `lock.json` and `store/`. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  events: Events;
  /** Waits so many seconds; for tests. */
  pause?: (seconds: number) => Promise<void>;
}

export interface Downloaded {
  files: number;
  bytes: number;
  /** What this run fetched of them. */
  fetched: { files: number; bytes: number };
}

const atOnce = 6;

/**
 * Fetches everything that a lock names into a folder, and verifies what is there already. What cannot be had does not keep the
 * rest from coming; then it throws `not-downloaded` with all of it.
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const { lock, folder, signal, events } = options;
  const store = storeLayout(join(folder, "store"));
  const wanted = wantedOf(lock);
  await makeFolders(store, wanted);
  await writeFileAtomic(join(folder, "lock.json"), lockText(lock));
  const missing = await missingOf(store, wanted);
  const progress = downloadProgress(events, { all: wanted, missing });
  const pause = options.pause ?? ((seconds: number) => wait(seconds * 1000, undefined, { signal }));
  const dispatcher = dispatcherOf(options);
  try {
    const limit = pLimit(atOnce);
    const ends = await Promise.all(
      missing.map((each) =>
        limit(async () => {
          const reason = await fetchArtifact(each, { store, dispatcher, signal, pause, onBytes: progress.bytes });
          progress.ended(each, reason);
          return reason === undefined ? [] : [{ what: each.what, reason }];
        }),
      ),
    );
    const images = await fetchImages(store, options);
    const failures = [...ends.flat(), ...images];
    if (failures.length > 0) throw notDownloaded(failures, wanted.length + lock.images.length);
    return {
      files: wanted.length,
      bytes: totalOf(wanted),
      fetched: { files: missing.length, bytes: progress.received() },
    };
  } catch (error) {
    if (signal.aborted) throw interrupted();
    throw error;
  } finally {
    await dispatcher.destroy();
  }
}

/** One after the other: skopeo itself fetches several layers at once. */
async function fetchImages(store: StoreLayout, { lock, environment, signal, events }: DownloadOptions) {
  const failures: { what: string; reason: string }[] = [];
  for (const image of lock.images) {
    if ((await missingBlobs(image, store)).length === 0) continue;
    events.emit({ type: "note", message: `fetching image ${image.reference}` });
    const reason = await fetchImage(image, { store, environment, signal });
    if (reason !== undefined) failures.push({ what: `image ${image.reference}`, reason });
  }
  return failures;
}

const interrupted = () =>
  new StackError("interrupted", "Interrupted; what was fetched is kept.", {
    hint: "Run the same command again: it goes on from there.",
    ending: "interrupted",
  });

async function makeFolders(store: StoreLayout, wanted: readonly Wanted[]): Promise<void> {
  const folders = new Set([dirname(store.partial("x")), ...wanted.map(({ sha256 }) => dirname(store.path(sha256)))]);
  for (const folder of folders) await mkdir(folder, { recursive: true });
}

async function missingOf(store: StoreLayout, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const limit = pLimit(4);
  const stored = await Promise.all(wanted.map((each) => limit(() => isStored(store, each))));
  return wanted.filter((_, index) => stored[index] === false);
}

/** Proxies as curl reads them from the environment; redirections to other sites are followed. */
function dispatcherOf({ environment }: DownloadOptions): EnvHttpProxyAgent {
  const of = (name: string): string | undefined => environment[name] ?? environment[name.toUpperCase()];
  const agent = new EnvHttpProxyAgent({
    httpProxy: of("http_proxy") ?? "",
    httpsProxy: of("https_proxy") ?? "",
    noProxy: of("no_proxy") ?? "",
    connections: atOnce,
    connect: { timeout: 15_000 },
  });
  return agent.compose(interceptors.redirect({ maxRedirections: 5 })) as EnvHttpProxyAgent;
}

export const totalOf = (wanted: readonly Wanted[]): number => wanted.reduce((total, { size }) => total + size, 0);
