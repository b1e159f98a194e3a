import type { RoleManifest } from "../plugin-host/role.ts";

/** A file of kind Repository, as modules in containers have it since the `e` command line. */
export interface RepositoryOfModules {
  version: "v1";
  kind: "Repository";
  name?: string;
  components: ContainerComponent[];
}

/** One module: what it says of itself stands here too, so that nothing has to run for it. */
export interface ContainerComponent
  extends Pick<RoleManifest, "labels" | "requires" | "influences" | "writes" | "override"> {
  name: string;
  type: "docker";
  description?: string;
  versions: ContainerVersion[];
}

/** One version of a module. */
export interface ContainerVersion {
  version: string;
  /** The one that is meant where none is named; else the highest. */
  latest?: boolean;
  image: string;
  workdir?: string;
  /** Folders in the container that are kept from run to run. */
  mounts?: string[];
  /** Where the folder that all modules share is mounted; default `/shared`. */
  shared?: string;
  commands: ContainerCommand[];
}

export interface ContainerCommand {
  name: string;
  description?: string;
  /** First argument of the container; without it `args` alone. */
  command?: string;
  envs?: Record<string, EnvironmentValue>;
  args?: string[];
  /** Seconds; default 3600. */
  timeLimit?: number;
}

/** A secret is named, and reaches the container as a variable of its environment. */
export type EnvironmentValue = string | number | boolean | { secret: string };
