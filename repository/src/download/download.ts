import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Events, StackError, writeFileAtomic } from "@lambdastack/core";
import pLimit from "p-limit";
import { type Dispatcher, EnvHttpProxyAgent, interceptors } from "undici";
import { notDownloaded, notKept } from "../errors.ts";
import { fetchImage, missingBlobs } from "../images/fetch-image.ts";
import type { Lock } from "../lock/lock.ts";
import { lockText } from "../lock/lock-text.ts";
import { type StoreLayout, storeLayout } from "../store/store.ts";
import { isOwnFault } from "./attempt.ts";
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
  /** Packages and files. */
  files: number;
  images: number;
  /** Of all of them together. */
  bytes: number;
  /** What this run fetched of them. */
  fetched: { files: number; images: number; bytes: number };
}

const atOnce = 6;

/**
 * Fetches everything that a lock names into a folder, and verifies what is there already. What cannot be had does not keep the
 * rest from coming; then it throws `not-downloaded` with all of it.
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const { lock, folder, signal } = options;
  const store = storeLayout(join(folder, "store"));
  const wanted = wantedOf(lock);
  const dispatcher = dispatcherOf(options);
  try {
    await makeFolders(store, wanted);
    await writeFileAtomic(join(folder, "lock.json"), lockText(lock));
    const files = await fetchFiles(wanted, { ...options, store, dispatcher });
    const images = await fetchImages(store, options);
    const failures = [...files.failures, ...images.failures];
    if (failures.length > 0) throw notDownloaded(failures, wanted.length + lock.images.length);
    const bytes = totalOf(wanted) + totalOf(lock.images.flatMap(({ blobs }) => blobs));
    const fetched = { files: files.count, images: images.count, bytes: files.bytes + images.bytes };
    return { files: wanted.length, images: lock.images.length, bytes, fetched };
  } catch (error) {
    if (signal.aborted) throw interrupted();
    throw isOwnFault(error) ? notKept(folder, error as Error) : error;
  } finally {
    await dispatcher.destroy();
  }
}

/** What one kind of things came to. */
interface Fetched {
  count: number;
  bytes: number;
  failures: { what: string; reason: string }[];
}

type FetchFilesOptions = DownloadOptions & { store: StoreLayout; dispatcher: Dispatcher };

async function fetchFiles(wanted: readonly Wanted[], options: FetchFilesOptions): Promise<Fetched> {
  const { store, dispatcher, signal, events } = options;
  const missing = await missingOf(store, wanted);
  const progress = downloadProgress(events, { all: wanted, missing });
  const pause = options.pause ?? ((seconds: number) => wait(seconds * 1000, undefined, { signal }));
  const limit = pLimit(atOnce);
  const fetchOne = async (each: Wanted) => {
    const reason = await fetchArtifact(each, { store, dispatcher, signal, pause, onBytes: progress.bytes });
    progress.ended(each, reason);
    return reason === undefined ? [] : [{ what: each.what, reason }];
  };
  const ends = await Promise.all(missing.map((each) => limit(() => fetchOne(each))));
  return { count: missing.length, bytes: progress.received(), failures: ends.flat() };
}

/** One after the other: skopeo itself fetches several layers at once. */
async function fetchImages(store: StoreLayout, options: DownloadOptions): Promise<Fetched> {
  const fetched: Fetched = { count: 0, bytes: 0, failures: [] };
  for (const image of options.lock.images) {
    const missing = await missingBlobs(image, store);
    if (missing.length === 0) continue;
    options.events.emit({ type: "note", message: `fetching image ${image.reference}` });
    const reason = await fetchImage(image, { ...options, store });
    if (reason !== undefined) fetched.failures.push({ what: `image ${image.reference}`, reason });
    fetched.count += 1;
    fetched.bytes += totalOf(missing);
  }
  return fetched;
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

const totalOf = (all: readonly { size: number }[]): number => all.reduce((total, { size }) => total + size, 0);
