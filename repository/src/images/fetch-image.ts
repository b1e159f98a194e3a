import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execute, hashFile, syncPath } from "@lambdastack/core";
import { isStored } from "../download/pending.ts";
import type { LockedImage } from "../lock/lock.ts";
import type { StoreLayout } from "../store/store.ts";

export interface FetchImageOptions {
  store: StoreLayout;
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

const hex = (digest: string): string => digest.slice("sha256:".length);
const isIndex = (mediaType: string): boolean => /index|list/.test(mediaType);

/** Blobs of an image that the store lacks. */
export async function missingBlobs({ blobs }: LockedImage, store: StoreLayout): Promise<LockedImage["blobs"]> {
  const missing: LockedImage["blobs"][number][] = [];
  for (const blob of blobs) {
    if (!(await isStored(store, { urls: [], sha256: hex(blob.digest), size: blob.size }))) missing.push(blob);
  }
  return missing;
}

/** Brings an image into the store with skopeo, manifest by manifest. Resolves with why it could not be had, or undefined. */
export async function fetchImage(image: LockedImage, options: FetchImageOptions): Promise<string | undefined> {
  const name = image.reference.replace(/:[^:/]*$/, "");
  for (const { digest, mediaType } of image.blobs) {
    if (!/manifest|index/.test(mediaType)) continue;
    const reason = await (isIndex(mediaType) ? fetchIndex : fetchManifest)(`${name}@${digest}`, digest, options);
    if (reason !== undefined) return reason;
  }
  const missing = await missingBlobs(image, options.store);
  return missing.length === 0 ? undefined : `its registry lacks ${missing.map(({ digest }) => digest).join(", ")}`;
}

/** An index is fetched by itself: it may name more than is wanted. */
async function fetchIndex(from: string, digest: string, options: FetchImageOptions): Promise<string | undefined> {
  const { status, stdout, stderr } = await skopeo(["inspect", "--raw", `docker://${from}`], options);
  if (status !== 0) return lastLine(stderr);
  const file = options.store.partial(hex(digest));
  await writeFile(file, stdout);
  return (await keepAll([[file, hex(digest)]], options.store)) ? undefined : "its registry answered with other content";
}

async function fetchManifest(from: string, digest: string, options: FetchImageOptions): Promise<string | undefined> {
  const folder = join(dirname(options.store.partial("x")), `image-${hex(digest)}`);
  await rm(folder, { recursive: true, force: true });
  try {
    const copied = await skopeo(["copy", "--preserve-digests", `docker://${from}`, `dir:${folder}`], options);
    if (copied.status !== 0) return lastLine(copied.stderr);
    const blobs = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
    const files = blobs.map((name) => [join(folder, name), name] as const);
    const manifest = [join(folder, "manifest.json"), hex(digest)] as const;
    const isWhole = await keepAll([...files, manifest], options.store);
    return isWhole ? undefined : "its registry answered with other content";
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Moves files into the store that are what their names say; false where one is not. */
async function keepAll(files: readonly (readonly [string, string])[], store: StoreLayout): Promise<boolean> {
  for (const [file, sha256] of files) {
    if ((await hashFile(file)).sha256 !== sha256) return false;
    await syncPath(file);
    await mkdir(dirname(store.path(sha256)), { recursive: true });
    await rename(file, store.path(sha256));
  }
  return true;
}

const skopeo = (words: readonly string[], { environment, signal }: FetchImageOptions) =>
  execute({ command: "skopeo", arguments: words, environment, signal, timeLimit: 3600 });

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
