import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type BuildFolder,
  buildFolder,
  type Host,
  type Module,
  openHost,
  openState,
  providerModule,
  providerName,
  type RoleManifest,
  type Settings,
  sectionsOf,
  type Workspace,
} from "@lambdastack/core";
import { appliedIn } from "./modules/applied-modules.ts";

/** Modules that depend on each other. */
export interface RelatedModules {
  /** Roles, and modules with methods of their own. */
  roles: readonly RoleManifest[];
  providers: readonly Module[];
}

/** Every role, module and provider there is. */
export const allModules = ({ roles, modules, providers }: Host): RelatedModules => ({
  roles: [...roles.values(), ...modules.values()].map(({ manifest }) => manifest),
  providers: [...providers.values()].map(({ manifest }) => providerModule(manifest)),
});

export interface OpenedModules {
  host: Host;
  /** Undefined where neither documents nor a build folder are named. */
  modules: RelatedModules | undefined;
}

/** What a cluster has; `open` resolves its documents, or those last applied. */
export async function relatedModules(
  settings: Settings,
  files: readonly string[] | undefined,
  open: () => Promise<Workspace>,
): Promise<OpenedModules> {
  const { cwd, build } = settings;
  const folder = build === undefined ? undefined : buildFolder(resolve(cwd, build));
  if (files === undefined || files.length === 0) {
    if (!folder) return { host: await openHost(settings), modules: undefined };
    if (holdsModulesAlone(folder)) {
      const host = await openHost(settings);
      return { host, modules: { roles: await appliedModules(host, folder), providers: [] } };
    }
  }
  const workspace = await open();
  return { host: workspace.host, modules: await clusterModules(workspace) };
}

/** A folder in which only modules without machines were applied has no documents. */
const holdsModulesAlone = ({ state, manifest }: BuildFolder): boolean => existsSync(state) && !existsSync(manifest);

/** The roles of a cluster's components, the modules applied in its build folder, and the provider of its machines. */
async function clusterModules({ manifest, host, componentRoles, folder }: Workspace): Promise<RelatedModules> {
  const names = [...new Set(Object.values(componentRoles).flat())].sort();
  const roles = names.map((name) => host.role(name).manifest);
  return {
    roles: [...roles, ...(await appliedModules(host, folder))],
    providers: [providerModule(host.provider(providerName(manifest)).manifest)],
  };
}

async function appliedModules(host: Host, folder: BuildFolder): Promise<RoleManifest[]> {
  const state = sectionsOf(await openState(folder).read());
  return appliedIn(host, state).map(({ manifest }) => manifest);
}

interface Typed {
  name: string;
  type: "role" | "module" | "container" | "provider";
}

/** The same with the kind of module in place of `role`, where it has methods of its own. */
export const withTypes = <T extends Typed>({ modules }: Host, many: readonly T[]): T[] =>
  many.map((one) => ({ ...one, type: modules.get(one.name)?.type ?? one.type }));
