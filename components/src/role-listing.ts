import type { Host } from "@lambdastack/core";

export interface RoleListing {
  name: string;
  version: string;
  /** False for a version beside a later one. */
  latest: boolean;
  description: string;
  /** `built-in`, or the plugin directory. */
  origin: string;
  tasks: string[];
  /** Why it cannot be used. */
  broken?: string;
}

/** Every role found, in each of its versions, sorted by name; broken ones say why. */
export function listRoles(host: Host): RoleListing[] {
  const sound = [...host.versions.values()].flat().map(({ name, manifest, origin, tasks }) => ({
    name,
    version: manifest.version,
    latest: host.roles.get(name)?.manifest.version === manifest.version,
    description: manifest.description,
    origin,
    tasks: Object.keys(tasks),
  }));
  const broken = host.broken
    .filter(({ kind }) => kind === "role")
    .map(({ name, error, directory }) => ({
      name,
      version: "",
      latest: false,
      description: "",
      origin: directory,
      tasks: [],
      broken: error.message,
    }));
  return [...sound, ...broken].sort((one, other) => one.name.localeCompare(other.name));
}
