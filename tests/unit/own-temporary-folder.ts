import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Temporary folders of all unit tests lie in one, which goes with them. */
export default async function ownTemporaryFolder(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "unit-"));
  process.env.TMPDIR = folder;
  return () => rm(folder, { recursive: true, force: true });
}
