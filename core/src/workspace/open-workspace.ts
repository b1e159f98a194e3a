import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BuildFolder, buildFolder } from "../build-folder/index.ts";
import {
  coreKinds,
  type KindSource,
  type Manifest,
  type ResolvedDocuments,
  resolveDocuments,
} from "../documents/index.ts";
import type { StackError } from "../errors/stack-error.ts";
import type { Host, ResolveHook } from "../plugin-host/index.ts";
import { inputMissing, nothingApplied } from "./errors.ts";
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
  /** Hooks through which plugins may change documents. */
  resolve?: readonly ResolveHook[];
}

/** Resolves documents against plugins. Throws every finding at once (invalid). */
export async function openWorkspace({ settings, host, files = [], resolve: hooks = [] }: OpenWorkspaceOptions) {
  const given = settings.build === undefined ? undefined : buildFolder(resolve(settings.cwd, settings.build));
  const sources = await throughResolveHooks(sourceFiles(settings, files, given), hooks);
  const { manifest, warnings, unmet, secrets, componentRoles } = resolveDocuments({
    ...sources,
    kinds: allKinds(host),
    roles: [...host.roles.values()].map((role) => role.manifest),
    providers: [...host.providers.values()].map((provider) => provider.manifest),
  });
  const folder = given ?? buildFolder(resolve(settings.cwd, join("build", clusterName(manifest))));
  const workspace: Workspace = {
    settings,
    host,
    manifest,
    warnings,
    unmet,
    givenSecrets: secrets,
    componentRoles,
    folder,
  };
  return workspace;
}

function sourceFiles({ cwd }: Settings, files: readonly string[], given: BuildFolder | undefined): string[] {
  if (files.length > 0) return files.map((file) => resolve(cwd, file));
  if (!given) throw inputMissing();
  if (!existsSync(given.manifest)) throw nothingApplied(given.root);
  return [given.manifest];
}

/** Core's own kinds, and those that roles and providers bring. */
export const allKinds = (host: Host): KindSource[] => [...coreKinds(), ...host.kinds()];

export const clusterName = (manifest: Manifest): string => String(manifest.cluster.specification.name);

/** Name of the provider that the cluster document asks for. */
export const providerName = (manifest: Manifest): string => manifest.cluster.provider ?? "any";
