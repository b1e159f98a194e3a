import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BuildFolder, buildFolder } from "../build-folder/index.ts";
import { coreKinds, type KindSource, type Manifest, type ResolvedDocuments, resolveDocuments } from "../documents/index.ts";
import type { StackError } from "../errors/stack-error.ts";
import { createHost, type Host } from "../plugin-host/index.ts";
import { inputMissing, nothingApplied } from "./errors.ts";
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

/**
 * Reads plugins and documents. With files they are resolved anew; with a build folder alone the documents last
 * applied count. Throws every finding at once (invalid).
 */
export async function openWorkspace(settings: Settings, files: readonly string[] = []): Promise<Workspace> {
  const host = await openHost(settings);
  const given = settings.build === undefined ? undefined : buildFolder(resolve(settings.cwd, settings.build));
  if (files.length === 0 && given === undefined) throw inputMissing();
  if (files.length === 0 && given && !existsSync(given.manifest)) throw nothingApplied(given.root);
  const sources = files.length > 0 ? files.map((file) => resolve(settings.cwd, file)) : [given?.manifest ?? ""];
  const { manifest, warnings, unmet, secrets, componentRoles } = resolveDocuments({
    files: sources,
    kinds: allKinds(host),
    roles: [...host.roles.values()].map((role) => role.manifest),
    providers: [...host.providers.values()].map((provider) => provider.manifest),
  });
  const folder = given ?? buildFolder(resolve(settings.cwd, join("build", clusterName(manifest))));
  return { settings, host, manifest, warnings, unmet, givenSecrets: secrets, componentRoles, folder };
}

/** Core's own kinds, and those that roles and providers bring. */
export const allKinds = (host: Host): KindSource[] => [...coreKinds(), ...host.kinds()];

export async function openHost({ cwd, home, environment, plugins }: Settings): Promise<Host> {
  return createHost({ cwd, home, environment, pluginDirectories: [...plugins] });
}

export const clusterName = (manifest: Manifest): string => String(manifest.cluster.specification.name);

/** Name of the provider that the cluster document asks for. */
export const providerName = (manifest: Manifest): string => manifest.cluster.provider ?? "any";
