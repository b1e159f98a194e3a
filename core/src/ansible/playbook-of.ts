import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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

/** Roles that belong to one module alone, by name; seed 3 calls having them a bad habit. */
export function localRoles(directory: string): string[] {
  const entries = rolePaths(directory).flatMap((path) => readdirSync(path, { withFileTypes: true }));
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
