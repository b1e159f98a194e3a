import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Session } from "@lambdastack/core";
import { create } from "tar";
import { downloadThereFailed } from "../errors.ts";
import type { Lock } from "../lock/lock.ts";
import { parseLock } from "../lock/read-lock.ts";
import { needsOf } from "../plan/known-lock.ts";
import { prepare } from "../prepare/prepare.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Seconds. */
const timeLimit = 4 * 3600;

/**
 * Has the repository machine, which has internet, download what the cluster needs into its store; where no version is settled yet
 * it resolves them too. Resolves with the lock. Throws `download-there-failed`.
 */
export async function downloadThere(repository: RepositoryRun, session: Session): Promise<Lock> {
  const { requirers, systems, architectures, lock } = await needsOf(repository);
  const folder = await mkdtemp(join(tmpdir(), "lambdastack-download-"));
  try {
    await prepare({ folder, requirers, systems, architectures, mirrors: [], lock });
    const { status, stdout, stderr } = await session.feed(
      { purpose: "download packages", script: downloadScript, timeLimit },
      Readable.from(create({ cwd: folder, portable: true, gzip: false }, ["."])),
    );
    if (status !== 0) throw downloadThereFailed(session.machine, stderr);
    return lock ?? parseLock(`${session.machine}:/srv/lambdastack/lock.json`, stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The scripts are those that `repo prepare` writes; what was downloaded earlier lies in the store and is not fetched again. */
const downloadScript = `set -eu
umask 022
mkdir -p /srv/lambdastack
into=$(mktemp -d)
trap 'rm -rf "$into"' EXIT
tar -x -C "$into" --no-same-owner --no-same-permissions
sh "$into/download.sh" -o /srv/lambdastack >&2
cat /srv/lambdastack/lock.json
`;
