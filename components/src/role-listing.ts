import type { Host } from "@lambdastack/core";

export interface RoleListing {
  name: string;
  version: string;
  description: string;
  /** `built-in`, or the plugin directory. */
  origin: string;
  tasks: string[];
  /** Why it cannot be used. */
  broken?: string;
}

/** Every role found, sorted by name; broken ones say why. */
export function listRoles(host: Host): RoleListing[] {
  const sound = [...host.roles.values()].map(({ name, manifest, origin, tasks }) => ({
    name,
    version: manifest.version,
    description: manifest.description,
    origin,
    tasks: Object.keys(tasks),
  }));
  const broken = host.broken
    .filter(({ kind }) => kind === "role")
    .map(({ name, error, directory }) => ({
      name,
      version: "",
      description: "",
      origin: directory,
      tasks: [],
      broken: error.message,
    }));
  return [...sound, ...broken].sort((one, other) => one.name.localeCompare(other.name));
}
