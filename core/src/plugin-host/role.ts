import type { ContainerVersion } from "../container-modules/repository-file.ts";

/** `role.yml`, read without running code. */
export interface RoleManifest {
  /** Equals the folder's name; kebab-case. */
  name: string;
  version: string;
  description: string;
  labels?: Record<string, string>;
  requires?: { strong?: MatchExpression[][]; weak?: MatchExpression[][] };
  influences?: MatchExpression[][];
  /** Components that consist of this role (and others that say so) when no feature mapping names them; `all`: every one. */
  components?: string[] | "all";
  /** Other names that documents and feature mappings may use for this role. */
  aliases?: string[];
  /** Replaces a role of the same name found earlier. */
  override?: boolean;
  /** Names of values that the role's apply task publishes, with a JSON schema and version each. */
  publishes?: Record<string, ValueContract>;
  /** Names of published values that the tasks read; by name with what is read of them where that is to be checked. */
  consumes?: string[] | Record<string, ValueContract>;
  /** Keys of its configuration that a change by hand is taken over into. */
  adopts?: AdoptedKey[];
  /** `rolling`: one machine after the other. Default `parallel`. */
  strategy?: "parallel" | "rolling";
  /** Packages that `upgrade` takes from one minor version to the next, leaving none out. */
  hops?: Record<string, "minor">;
  /** That its earlier packages run on the data of later ones, and how far back. Missing: they do not. */
  rollback?: RollbackRange;
  /** What its machines must have before an upgrade brings a package to a version. */
  infrastructure?: InfrastructureNeed[];
  /** Places in other modules' sections of the state that a module with methods of its own writes: `azi.nodes[].usedBy`. */
  writes?: string[];
}

/** What each machine of a role must have, as it says itself, from a version of a package on. */
export interface InfrastructureNeed {
  crossing: { package: string; version: string };
  /** MiB. */
  memory?: number;
  processors?: number;
  /** Why, for people. */
  reason: string;
}

/** How far back earlier packages may be from those that wrote the data. */
export interface RollbackRange {
  /** Any version, one with the same major number, or one with the same major and minor number. */
  within: "any" | "major" | "minor";
  /** Further back as well, as long as another machine has the earlier version still. */
  whileMixed?: boolean;
}

/** Where a key of a role's configuration is found again on a machine. */
export interface AdoptedKey {
  /** Dots between levels. */
  key: string;
  /** `<type>:<identity>`. */
  resource: string;
  property: string;
  /** Regular expression over the text of the field, `^` and `$` at every line; its one group is the value. */
  pattern?: string;
}

/**
 * JSON Schema of a value, with its version beside: a semantic version where the value is published (1.0.0 when missing), a
 * range of such versions where it is consumed.
 */
export interface ValueContract extends ValueShape {
  version?: string;
  [keyword: string]: unknown;
}

/** What of a JSON Schema is compared between who publishes a value and who reads it. */
export interface ValueShape {
  type?: string | readonly string[];
  properties?: Readonly<Record<string, ValueShape>>;
  required?: readonly string[];
  items?: ValueShape;
}

export interface MatchExpression {
  key: string;
  operator: "eq" | "ne" | "in" | "notin" | "exists" | "absent" | "gt" | "ge" | "lt" | "le";
  values?: (string | number | boolean)[];
}

export type TaskName = "apply" | "backup" | "restore" | "upgrade" | "test" | "scale";

/** A discovered role folder. Plain data; code is loaded when a task runs. */
export interface Role {
  name: string;
  manifest: RoleManifest;
  /** Absolute path of the folder. */
  directory: string;
  /** Plugin directory it was found in; `built-in` for ours. */
  origin: string;
  /** Task name to absolute path of its module. */
  tasks: Partial<Record<TaskName, string>>;
  /** Absolute path of `init/index.ts`, where there is one. */
  init?: string;
  /** Absolute path of `plugin.ts`, where there is one. */
  plugin?: string;
  schemaFile?: string;
  defaultsFile?: string;
}

interface FoundModule {
  name: string;
  /** `role.yml`, or what a Repository file says in its place. */
  manifest: RoleManifest;
  /** Absolute path of the folder. */
  directory: string;
  /** Plugin directory it was found in. */
  origin: string;
}

/** A module with methods of its own, in `module.ts`. Plain data; its code is loaded when a method runs. */
export interface CodeModule extends FoundModule {
  type: "module";
  /** Absolute path of `module.ts`. */
  file: string;
  schemaFile?: string;
  defaultsFile?: string;
}

/** A component of a Repository file: its commands run in a container. */
export interface ContainerModule extends FoundModule {
  type: "container";
  /** The Repository file. */
  file: string;
  /** Newest first. */
  versions: readonly ContainerVersion[];
}

/** A module that works on configuration and state, and on no machine of ours. */
export type OwnModule = CodeModule | ContainerModule;
