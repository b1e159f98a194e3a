import type { Host, OwnModule } from "@lambdastack/core";

export interface RoleListing {
  name: string;
  /** `role`: resources on machines. `module`: methods of its own, in code. `container`: methods in a container. */
  type: "role" | "module" | "container";
  version: string;
  /** False for a version beside a later one. */
  latest: boolean;
  description: string;
  /** `built-in`, or the plugin directory. */
  origin: string;
  tasks: string[];
  /** Versions of a module in a container, the one that is meant first. */
  versions?: string[];
  /** Why it cannot be used. */
  broken?: string;
}

/** Every role, in each of its versions, and every module, sorted by name; broken ones say why. */
export function listRoles(host: Host): RoleListing[] {
  const sound = [...host.versions.values()].flat().map(({ name, manifest, origin, tasks }) => ({
    name,
    type: "role" as const,
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
      type: "role" as const,
      version: "",
      latest: false,
      description: "",
      origin: directory,
      tasks: [],
      broken: error.message,
    }));
  const modules = [...host.modules.values()].map(moduleListing);
  return [...sound, ...modules, ...broken].sort((one, other) => one.name.localeCompare(other.name));
}

const moduleListing = (module: OwnModule): RoleListing => ({
  name: module.name,
  type: module.type,
  version: module.manifest.version,
  latest: true,
  description: module.manifest.description,
  origin: module.origin,
  tasks: methodsOf(module),
  ...(module.type === "container" && { versions: module.versions.map(({ version }) => version) }),
});

/** What can be asked of a module: methods of code, or the commands that a container's newest version lists. */
export function methodsOf(module: OwnModule): string[] {
  if (module.type === "module") return ["metadata", "init", "plan", "apply", "audit"];
  return (module.versions[0]?.commands ?? []).map(({ name }) => name);
}
