import { createHash, type Hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type KeptFiles, keptFiles } from "../caches/kept-files.ts";
import { type Resolution, type ResolveOptions, resolveDocuments } from "../documents/index.ts";
import { deepFreeze } from "../documents/manifest.ts";

/** Clusters that one works on. */
const keptAtMost = 64;

type Remembered = Pick<Resolution, "manifest" | "warnings" | "componentRoles">;

export interface RememberOptions {
  /** A folder of the user's cache. */
  folder: string;
  /** Names the rules that documents are resolved by, so that another version of the program resolves them anew. */
  edition: string;
}

/**
 * `resolveDocuments`, remembered: what it returns depends on the texts of documents, schemas and defaults, and on the
 * plugins' manifests alone, so the same of all these gives the same manifest without parsing and validating any of it.
 * Remembered is only what was sound, complete, and held no secret.
 */
export function rememberedResolution(options: ResolveOptions, { folder, edition }: RememberOptions): Resolution {
  const kept = keptFiles(folder, keptAtMost);
  const key = keyOf(options, edition);
  const found = key === undefined ? undefined : read(kept, key);
  if (found) return { ...found, secrets: {}, unmet: [] };
  const { manifest, warnings, componentRoles, secrets, unmet } = resolveDocuments(options);
  if (key !== undefined && unmet.length === 0 && Object.keys(secrets).length === 0)
    kept.write(key, Buffer.from(JSON.stringify({ manifest, warnings, componentRoles })));
  return { manifest, warnings, componentRoles, secrets, unmet };
}

function read(kept: KeptFiles, key: string): Remembered | undefined {
  const data = kept.read(key);
  if (!data) return undefined;
  const found = JSON.parse(data.toString()) as Remembered;
  return { ...found, manifest: deepFreeze(found.manifest) };
}

/** Undefined where a file cannot be read, which resolving then says in its own words. */
function keyOf({ files = [], kinds, ...rest }: ResolveOptions, edition: string): string | undefined {
  const hash = createHash("sha256");
  add(hash, JSON.stringify([edition, rest, kinds]));
  try {
    for (const file of [...files, ...kinds.flatMap(({ schemaFile, defaultsFile }) => [schemaFile, defaultsFile])])
      add(hash, `${file}\n${readFileSync(file, "utf8")}`);
  } catch {
    return undefined;
  }
  return hash.digest("hex");
}

/** With its length, so that no two lists of texts look alike. */
function add(hash: Hash, text: string): void {
  hash.update(`${text.length}\n${text}`);
}
