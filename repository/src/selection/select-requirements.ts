import { join } from "node:path";
import { coversSystem, type Host, type Requirements, throwProblems } from "@lambdastack/core";
import { nothingRequired, roleWithoutRequirements } from "../errors.ts";
import { serverRequirements } from "../serve/server-requirements.ts";
import { moduleRequirers } from "./module-images.ts";

/** Something that fetches: a role, a module in a container, or the repository server itself. */
export interface Requirer {
  /** Name of the role or module; `repository` for the server. */
  name: string;
  /** Folder with its requirements.yml and keys. */
  directory: string;
  requirements: Requirements;
}

export interface SelectionOptions {
  host: Host;
  /** Names of roles; every role that is installed when missing. */
  roles?: readonly string[] | undefined;
  /** Names of modules in containers; none when missing. */
  modules?: readonly string[] | undefined;
  systems: readonly string[];
  /** Refuse a selected role that is silent about one of several systems, not only one that is silent about all. */
  everySystem?: boolean;
}

export interface Selection {
  requirers: readonly Requirer[];
  /** Roles that were not selected by name and say nothing about any of the systems. */
  silent: readonly string[];
}

export const serverName = "repository";

/** Requirements of the chosen roles and modules and of the repository server. Throws every role that is broken or silent at once. */
export function selectRequirements(options: SelectionOptions): Selection {
  const { host, roles, modules = [], systems, everySystem = false } = options;
  const names = [...new Set(roles ?? host.roles.keys())].sort();
  const all = names.map((name) => ({ name, ...rolePlace(host, name) }));
  const isSilent = ({ requirements }: (typeof all)[number], system: string): boolean =>
    requirements === undefined || !coversSystem(requirements, system);
  const lacking = all.filter((role) => systems[everySystem ? "some" : "every"]((system) => isSilent(role, system)));
  if (roles) throwProblems(lacking.map(lacks), (count) => `${count} selected roles do not say what they need.`);
  const ofRoles = all.flatMap(({ name, directory, requirements }) =>
    requirements === undefined || lacking.some((role) => role.name === name) ? [] : [{ name, directory, requirements }],
  );
  const requirers = [...ofRoles, ...moduleRequirers(host, modules)];
  if (requirers.length === 0) throw nothingRequired(systems);
  return { requirers: [...requirers, ...servers(systems)], silent: lacking.map(({ name }) => name) };

  function lacks(role: (typeof all)[number]) {
    const system = systems.find((each) => isSilent(role, each)) ?? "";
    return roleWithoutRequirements(role.name, system, join(role.directory, "requirements.yml"));
  }
}

function rolePlace(host: Host, name: string) {
  return { directory: host.role(name).directory, requirements: host.requirements(name) };
}

/** What serves packages to the others is installed from them too. */
const servers = (systems: readonly string[]): Requirer[] =>
  serverRequirements(systems).map((each) => ({ name: serverName, ...each }));
