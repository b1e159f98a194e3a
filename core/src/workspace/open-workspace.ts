import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type BuildFolder, buildFolder } from "../build-folder/index.ts";
import {
  coreKinds,
  type DocumentText,
  type KindSource,
  type Manifest,
  parseManifest,
  type Resolution,
  type ResolvedDocuments,
  type ResolveOptions,
  resolveDocuments,
} from "../documents/index.ts";
import type { StackError } from "../errors/stack-error.ts";
import type { Host, ResolveHook } from "../plugin-host/index.ts";
import { programEdition } from "../product/product.ts";
import { userDirectories } from "../product/user-directories.ts";
import { readAddedRoles, withAddedRole } from "./added-roles.ts";
import { inputMissing, nothingApplied } from "./errors.ts";
import { isComputedFile } from "./module-label.ts";
import { rememberedResolution } from "./remembered-resolution.ts";
import { throughResolveHooks } from "./resolve-hooks.ts";
import type { Settings } from "./settings.ts";

/** The documents of a cluster, resolved, with the plugins they are resolved against. Nothing has been written yet. */
export interface Workspace {
  settings: Settings;
  host: Host;
  manifest: Manifest;
  warnings: ResolvedDocuments["warnings"];
  /** What `validate` warns of and `plan` refuses. */
  unmet: StackError[];
  /** Text of sensitive fields, by secret name. */
  givenSecrets: Readonly<Record<string, string>>;
  /** Roles of each component, in plugin spelling. */
  componentRoles: Readonly<Record<string, readonly string[]>>;
  folder: BuildFolder;
}

export interface OpenWorkspaceOptions {
  settings: Settings;
  host: Host;
  /** Documents; without any those last applied in the build folder count. */
  files?: readonly string[] | undefined;
  /** Documents in place of the files, which are still to be written. */
  texts?: readonly DocumentText[] | undefined;
  /** Hooks through which plugins may change documents. */
  resolve?: readonly ResolveHook[];
  /** A role that components are to have, beside those added before. */
  adding?: { reference: string; components: readonly string[] };
}

/** Resolves documents against plugins. Throws every finding at once (invalid). */
export async function openWorkspace(given: OpenWorkspaceOptions): Promise<Workspace> {
  const { settings, host, files = [], texts, resolve: hooks = [], adding } = given;
  const sources = await throughResolveHooks(texts ? { texts } : { files: documentFiles(settings, files) }, hooks);
  const options = {
    ...sources,
    kinds: allKinds(host),
    roles: [...host.roles.values()].map((role) => role.manifest),
    providers: [...host.providers.values()].map((provider) => provider.manifest),
  };
  const first = resolveOnce(settings, options);
  const folder =
    givenFolder(settings) ?? buildFolder(resolve(settings.cwd, join("build", clusterName(first.manifest))));
  // only the name of the cluster tells the folder that may hold more
  const computed = await computedTexts(folder);
  const before = await readAddedRoles(folder);
  const added = adding ? withAddedRole(before, adding.reference, adding.components) : before;
  const isPlain = computed.length + Object.keys(added).length === 0;
  const { manifest, warnings, unmet, secrets, componentRoles } = isPlain
    ? first
    : resolveDocuments({ ...options, computed, added });
  const workspace: Workspace = {
    settings,
    host,
    manifest,
    warnings,
    unmet: withBroken(unmet, host),
    givenSecrets: secrets,
    componentRoles,
    folder,
  };
  return workspace;
}

/** Where a role is missing, one that cannot be read may be the one that is meant. */
function withBroken(unmet: StackError[], { broken }: Host): StackError[] {
  if (!unmet.some(({ code }) => code === "missing-role" || code === "component-without-role")) return unmet;
  return [...unmet, ...broken.filter(({ kind }) => kind === "role").map(({ error }) => error)];
}

/** `config/<module>-config.yml`, as `init` writes them. */
async function computedTexts({ config }: BuildFolder): Promise<DocumentText[]> {
  if (!existsSync(config)) return [];
  const files = (await readdir(config)).filter(isComputedFile).sort();
  return Promise.all(
    files.map(async (name) => ({ file: join(config, name), text: await readFile(join(config, name), "utf8") })),
  );
}

/**
 * The manifest of the last apply as it was written, validated against nothing: what removes a cluster must not need the
 * plugins that filled it. With documents it is `openWorkspace`.
 */
export async function openLastApplied(options: OpenWorkspaceOptions): Promise<Workspace> {
  const { settings, host, files = [] } = options;
  if (files.length > 0) return openWorkspace(options);
  const file = documentFiles(settings, files)[0] ?? "";
  const manifest = parseManifest(await readFile(file, "utf8"), file);
  const folder = buildFolder(dirname(file));
  return { settings, host, manifest, warnings: [], unmet: [], givenSecrets: {}, componentRoles: {}, folder };
}

function resolveOnce({ home, environment }: Settings, options: ResolveOptions): Resolution {
  const edition = programEdition();
  if (edition === undefined) return resolveDocuments(options);
  const { cache } = userDirectories(home, environment);
  return rememberedResolution(options, { folder: join(cache, "documents"), edition });
}

const givenFolder = ({ cwd, build }: Settings): BuildFolder | undefined =>
  build === undefined ? undefined : buildFolder(resolve(cwd, build));

/** Files that documents come from: those given, or the one that was last applied in the build folder. */
export function documentFiles(settings: Settings, files: readonly string[]): string[] {
  const given = givenFolder(settings);
  if (files.length > 0) return files.map((file) => resolve(settings.cwd, file));
  if (!given) throw inputMissing();
  if (!existsSync(given.manifest)) throw nothingApplied(given.root);
  return [given.manifest];
}

/** Core's own kinds, and those that roles and providers bring. */
export const allKinds = (host: Host): KindSource[] => [...coreKinds(), ...host.kinds()];

export const clusterName = (manifest: Manifest): string => String(manifest.cluster.specification.name);

/** Name of the provider that the cluster document asks for. */
export const providerName = (manifest: Manifest): string => manifest.cluster.provider ?? "any";
