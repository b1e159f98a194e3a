import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Role } from "../plugin-host/role.ts";

/** A task list becomes a play over the role's machines; a playbook runs as it is written (undefined). */
export function playbookOf(file: string, group: string): object[] | undefined {
  if (basename(file) !== "main.yml") return undefined;
  return [{ name: group, hosts: group, roles: [{ role: dirname(dirname(file)) }] }];
}

/** Folders of a module in which Ansible looks for roles. */
export function rolePaths(directory: string): string[] {
  const places = ["roles", "resources/roles", "resources/project/roles"].map((place) => join(directory, place));
  return places.filter((path) => existsSync(path));
}

export interface Warning {
  message: string;
  hint: string;
}

/** Of Ansible roles that belong to one module alone, which seed 3 calls a bad habit; undefined where there are none. */
export function localRolesWarning({ name, directory }: Pick<Role, "name" | "directory">): Warning | undefined {
  const entries = rolePaths(directory).flatMap((path) => readdirSync(path, { withFileTypes: true }));
  const local = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (local.length === 0) return undefined;
  return {
    message: `Role ${name} has Ansible roles of its own: ${local.join(", ")}. Nobody else can use them.`,
    hint: "Share them through roles/requirements.yml (docs/ansible-roles.md).",
  };
}
