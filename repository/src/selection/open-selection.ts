import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  architectureOf,
  type Host,
  openPlugins,
  openWorkspace,
  type RepositoryHooks,
  readInventory,
  type Settings,
  systemOf,
  type Workspace,
} from "@lambdastack/core";
import { systemNamed } from "../os-families.ts";
import { chosenModules } from "./module-images.ts";

/** Which roles, modules, systems and architectures a command is about. */
export interface OpenedSelection {
  host: Host;
  /** Missing where the command is about every role, without any cluster. */
  workspace?: Workspace;
  /** Missing: every role that is installed. */
  roles?: readonly string[];
  /** Names of modules in containers. */
  modules: readonly string[];
  systems: readonly string[];
  architectures: readonly string[];
  lockFile: string;
}

export interface SelectionInput {
  files?: readonly string[];
  /** Every role that is installed, not only those of the cluster. */
  all?: boolean;
  systems?: readonly string[];
  architectures?: readonly string[];
  /** Path of the lock file. */
  lockFile?: string;
}

export const lockFileName = "repository.lock.json";
const systemOtherwise = "debian-12";
const architectureOtherwise = "amd64";

/** Roles from the documents; systems and architectures from the machines where the inventory knows them. */
export async function openSelection(
  settings: Settings,
  input: SelectionInput,
  hooks: RepositoryHooks,
): Promise<OpenedSelection> {
  const { files = [] } = input;
  const { host } = await openPlugins(settings, { repository: hooks }, { files });
  const workspace =
    files.length > 0 || settings.build !== undefined
      ? await openWorkspace({ settings, host, files, resolve: [hooks.resolve] })
      : undefined;
  const machines = workspace ? await systemsOfMachines(workspace) : { systems: [], architectures: [] };
  return {
    host,
    ...(workspace && { workspace }),
    ...(workspace && input.all !== true && { roles: rolesOf(workspace, settings) }),
    modules: await chosenModules({ host, workspace, all: input.all, components: settings.components }),
    systems: firstNamed(input.systems?.map(systemNamed), machines.systems, [systemOtherwise]),
    architectures: firstNamed(input.architectures, machines.architectures, [architectureOtherwise]),
    lockFile: lockFileOf(settings, input),
  };
}

function rolesOf({ componentRoles }: Workspace, { components }: Settings): string[] {
  const chosen = Object.entries(componentRoles).filter(([name]) => components?.includes(name) ?? true);
  return [...new Set(chosen.flatMap(([, roles]) => roles))].sort();
}

async function systemsOfMachines({ folder }: Workspace) {
  if (!existsSync(folder.inventory)) return { systems: [], architectures: [] };
  const { machines } = await readInventory(folder.inventory);
  const known = machines.flatMap(({ os }) => os ?? []);
  return { systems: known.map(systemOf), architectures: known.map(({ architecture }) => architectureOf(architecture)) };
}

/** Beside the first document, or in the build folder; here where neither was named. */
export function lockFileOf({ cwd, build }: Settings, { files = [], lockFile }: SelectionInput): string {
  const [first] = files;
  if (lockFile !== undefined) return resolve(cwd, lockFile);
  if (first !== undefined) return join(dirname(resolve(cwd, first)), lockFileName);
  return resolve(cwd, build ?? ".", lockFileName);
}

const firstNamed = (...lists: readonly (readonly string[] | undefined)[]): string[] =>
  [...new Set(lists.find((list) => list !== undefined && list.length > 0))].sort();
