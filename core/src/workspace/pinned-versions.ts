import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { type BuildFolder, buildFolder } from "../build-folder/index.ts";
import { type Pins, type RoleReference, roleReference } from "../plugin-host/role-reference.ts";
import { readAddedRoles } from "./added-roles.ts";
import { severalVersions } from "./errors.ts";
import type { Settings } from "./settings.ts";

export interface PinSources {
  settings: Settings;
  files: readonly string[];
  /** The role that the command line names; it goes before what was added earlier. */
  role?: string | undefined;
}

/**
 * Versions of roles that the mappings of documents, roles that were added, and the command line ask for. It comes before
 * documents are resolved, since their schemas are those of the versions: what cannot be read here is told by resolving.
 * Throws `several-versions` (invalid).
 */
export async function pinnedVersions({ settings, files, role }: PinSources): Promise<Pins> {
  const folder = settings.build === undefined ? undefined : buildFolder(resolve(settings.cwd, settings.build));
  const sources = files.length > 0 ? files.map((file) => resolve(settings.cwd, file)) : folder ? [folder.manifest] : [];
  const texts = await Promise.all(sources.map((file) => readFile(file, "utf8").catch(() => "")));
  const asked = role?.includes("@") ? roleReference(role.replaceAll("_", "-")) : undefined;
  const added = folder ?? (await folderOf(settings.cwd, texts));
  const before = added ? await addedReferences(added) : [];
  return pinsOf([
    ...texts.filter(mayPin).flatMap(mappedReferences),
    ...before.filter(({ name }) => name !== asked?.name),
    ...(asked ? [asked] : []),
  ]);
}

function pinsOf(references: readonly RoleReference[]): Pins {
  const pins: Record<string, string> = {};
  for (const { name, version } of references) {
    if (version === undefined) continue;
    const other = pins[name];
    if (other !== undefined && other !== version) throw severalVersions(name, [other, version]);
    pins[name] = version;
  }
  return pins;
}

/** Documents are parsed once more only where they can name a version. */
const mayPin = (text: string): boolean => /@\d/.test(text);

interface MappingDocument {
  kind?: unknown;
  specification?: { name?: unknown; roles_mapping?: unknown; mappings?: unknown };
}

const documentsOf = (text: string): MappingDocument[] =>
  parseAllDocuments(text, { uniqueKeys: false })
    .map((document) => document.toJS() as MappingDocument | null)
    .filter((document) => document !== null && typeof document === "object");

function mappedReferences(text: string): RoleReference[] {
  return documentsOf(text)
    .filter(({ kind }) => kind === "configuration/feature-mapping" || kind === "configuration/feature-mappings")
    .flatMap(({ specification }) => [specification?.roles_mapping, specification?.mappings])
    .flatMap((mapping) => Object.values((mapping ?? {}) as Record<string, unknown>))
    .flatMap((roles) => (Array.isArray(roles) ? roles : []))
    .filter((role) => typeof role === "string")
    .map((role) => roleReference(role.replaceAll("_", "-")));
}

const addedReferences = async (folder: BuildFolder): Promise<RoleReference[]> =>
  Object.values(await readAddedRoles(folder)).flatMap((roles) => roles.map(roleReference));

/** The build folder of documents alone, where there is one with added roles: only then is their cluster's name worth parsing. */
async function folderOf(cwd: string, texts: readonly string[]): Promise<BuildFolder | undefined> {
  const root = join(cwd, "build");
  const names = existsSync(root) ? await readdir(root) : [];
  const withRoles = names
    .map((name) => buildFolder(join(root, name)))
    .filter(({ addedRoles }) => existsSync(addedRoles));
  if (withRoles.length === 0) return undefined;
  const cluster = texts.flatMap(documentsOf).find(({ kind }) => kind === "lambdastack-cluster")?.specification?.name;
  return withRoles.find((folder) => folder.root === join(root, String(cluster)));
}
