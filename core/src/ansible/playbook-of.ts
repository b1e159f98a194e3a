import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A task list becomes a play over the role's machines; a playbook runs as it is written (undefined). */
export function playbookOf(file: string, group: string): object[] | undefined {
  if (basename(file) !== "main.yml") return undefined;
  return [{ name: group, hosts: group, roles: [{ role: dirname(dirname(file)) }] }];
}

/** Folders of roles that belong to one module alone; seed 3 calls having them a bad habit. */
export function localRoles(directory: string): string[] {
  const places = ["roles", "resources/roles", "resources/project/roles"].map((place) => join(directory, place));
  return places.filter((path) => existsSync(path));
}
