import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isOwnFolder } from "../caches/own-folder.ts";

/** Manifests that were found sound before, by everything that their soundness rests on. Only an aid to speed. */
export interface ManifestCache {
  read(parts: readonly string[]): unknown;
  keep(parts: readonly string[], manifest: unknown): void;
  /** Writes what was used, when something is new. */
  save(): void;
}

export const noManifestCache: ManifestCache = { read: () => undefined, keep: () => {}, save: () => {} };

/**
 * Kept in `<folder>/manifests.json`: a thousand manifests are read from it ten times as fast as they are parsed.
 * `edition` names the rules that the manifests were checked by; entries of another one are not used.
 */
export function manifestCache(folder: string, edition: string): ManifestCache {
  if (!isOwnFolder(folder)) return noManifestCache;
  const file = join(folder, "manifests.json");
  const known = entriesOf(file, edition);
  const used = new Map<string, unknown>();
  let isNew = false;
  return {
    read: (parts) => {
      const key = keyOf(parts);
      const manifest = known.get(key);
      if (manifest !== undefined) used.set(key, manifest);
      return manifest;
    },
    keep: (parts, manifest) => {
      used.set(keyOf(parts), manifest);
      isNew = true;
    },
    save: () => {
      if (isNew) write(file, { edition, entries: Object.fromEntries(used) });
    },
  };
}

const keyOf = (parts: readonly string[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("base64");

interface Kept {
  edition: string;
  entries: Record<string, unknown>;
}

/** A file that is missing or torn is an empty cache. */
function entriesOf(file: string, edition: string): Map<string, unknown> {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
    return new Map(kept.edition === edition ? Object.entries(kept.entries) : []);
  } catch {
    return new Map();
  }
}

function write(file: string, kept: Kept): void {
  const temporary = `${file}.${createHash("sha256").update(String(performance.now())).digest("hex").slice(0, 12)}`;
  try {
    writeFileSync(temporary, JSON.stringify(kept), { mode: 0o600, flag: "wx" });
    renameSync(temporary, file);
  } catch {
    // a full or read-only disk costs speed only
  }
}
