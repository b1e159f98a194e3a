import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { type Session, shellProgram } from "@lambdastack/core";
import { create } from "tar";
import { wantedOf } from "../download/pending.ts";
import { uploadFailed } from "../errors.ts";
import type { Lock } from "../lock/lock.ts";
import { readLock } from "../lock/read-lock.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { unpackScript } from "../resolve/unpack-script.ts";

/** Bytes that are sent before the machine keeps them: what a lost connection costs at most. */
const portion = 64_000_000;
/** Seconds for one portion. */
const timeLimit = 3600;

/** Brings what the machine's store lacks of a downloaded folder to it. Resolves with the folder's lock. Throws `upload-failed`. */
export async function uploadStore({ run }: RepositoryRun, session: Session, offline: string): Promise<Lock> {
  const folder = resolve(run.workspace.settings.cwd, offline);
  const lock = await readLock(join(folder, "lock.json"));
  const all = new Map(wantedOf(lock).map(({ sha256, size }) => [sha256, size]));
  const missing = await missingOn(session, [...all.keys()]);
  let sent = 0;
  const total = missing.reduce((sum, hash) => sum + (all.get(hash) ?? 0), 0);
  for (const hashes of portions(missing, all)) {
    run.checkInterrupted();
    await upload(session, join(folder, "store"), hashes);
    sent += hashes.reduce((sum, hash) => sum + (all.get(hash) ?? 0), 0);
    run.events.emit({ type: "progress", what: `to ${session.machine}`, done: sent, total, unit: "bytes" });
  }
  return lock;
}

async function missingOn(session: Session, hashes: readonly string[]): Promise<string[]> {
  const script = unpackScript("wanted", { hashes: hashes.map((hash) => `${hash}\n`).join("") }, missingScript);
  const { status, stdout, stderr } = await session.run({ purpose: "ask store", script, timeLimit: 120 });
  if (status !== 0) throw uploadFailed(session.machine, stderr);
  return stdout.split("\n").filter((line) => line !== "");
}

const missingScript = `while read -r hash; do
  [ -f "/srv/lambdastack/store/sha256/$(printf %.2s "$hash")/$hash" ] || printf '%s\\n' "$hash"
done <"$wanted/hashes"`;

function portions(hashes: readonly string[], sizes: ReadonlyMap<string, number>): string[][] {
  const all: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const hash of hashes) {
    const size = sizes.get(hash) ?? 0;
    if (bytes + size > portion) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(hash);
    bytes += size;
  }
  return all;
}

async function upload(session: Session, store: string, hashes: readonly string[]): Promise<void> {
  const paths = hashes.map((hash) => `sha256/${hash.slice(0, 2)}/${hash}`);
  const archive = Readable.from(create({ cwd: store, portable: true, noMtime: true }, paths));
  const step = { purpose: "upload", script: shellProgram({}, uploadScript), timeLimit };
  const { status, stderr } = await session.feed(step, archive);
  if (status !== 0) throw uploadFailed(session.machine, stderr);
}

/** What does not have its hash never comes into the store. */
const uploadScript = `umask 022
store=/srv/lambdastack/store
mkdir -p "$store/partial"
into=$(mktemp -d "$store/partial/upload.XXXXXXXXXX")
trap 'rm -rf "$into"' EXIT
tar -x -C "$into" --no-same-owner --no-same-permissions
cd "$into"
find sha256 -type f -printf '%f  %p\\n' | sha256sum -c --quiet --strict - >&2 || fail "what arrived is damaged"
find sha256 -type f -printf '%P\\n' | while read -r path; do
  mkdir -p "$store/sha256/\${path%/*}"
  chmod 0644 "sha256/$path"
  mv -f "sha256/$path" "$store/sha256/$path"
done
sync -f "$store"`;
