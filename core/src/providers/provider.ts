import type { BuildFolder } from "../build-folder/build-folder.ts";
import type { Manifest } from "../documents/document.ts";
import type { PlannedChange } from "../engine/plan.ts";
import type { Events } from "../events/event.ts";
import type { Machine, OperatingSystem } from "../machines/machine.ts";
import type { ModuleState, StateNode } from "../state/state.ts";
import type { CarriedTools } from "./provider-tools.ts";

/** `provider.yml`, read without running code. */
export interface ProviderManifest {
  name: string;
  version: string;
  description: string;
  labels?: Record<string, string>;
  /** Other names that documents may use, such as `gcp`. */
  aliases?: string[];
  /** Replaces a provider of the same name found earlier. */
  override?: boolean;
  /** Where documents say how large a machine is; what is missing cannot be said there. */
  resizes?: { memory?: SizeField; processors?: SizeField };
}

/** A field of a document. */
export interface SizeField {
  kind: string;
  /** Below `specification`, dots between levels. */
  field: string;
  /** `MiB` or `1`: the field holds that number; missing: a name of a size, from which it follows. */
  unit?: string;
}

/** A discovered provider folder; its module is loaded when a phase needs it. */
export interface ProviderFolder {
  name: string;
  manifest: ProviderManifest;
  directory: string;
  origin: string;
  /** Absolute path of `index.ts`, whose default export is a `Provider`. */
  module: string;
}

/** What a provider may know and use. */
export interface ProviderContext {
  manifest: Manifest;
  folder: BuildFolder;
  /** Roles of each component, in plugin spelling. */
  componentRoles: Readonly<Record<string, readonly string[]>>;
  /** The provider's own section of the state, as it was last recorded. */
  section: ModuleState | undefined;
  /** Nodes of that section. */
  nodes: readonly StateNode[];
  lineage: string;
  events: Events;
  /** Aborted at Ctrl-C: end the step in work cleanly, start nothing further. */
  signal: AbortSignal;
  concurrency: number;
  /** Environment of the command, such as a cloud's credentials. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Text of a secret that a document gives or that is kept; undefined where there is none of that name. */
  secret(name: string): string | undefined;
  /** Value of the tag that marks the cluster in a cloud, where the user gives it because nothing here knows it. */
  clusterTag?: string;
  /** What the provider's `tools.ts` collected for here; missing where the command was given no folder and no bundle. */
  tools?: CarriedTools;
  /** Folder for the outputs of programs that this run calls; missing in a run that only reads. */
  logs?: string;
  /** Writes the state's own section; call it after each machine that was made or removed. */
  record(nodes: readonly StateNode[], more?: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface InfrastructureChange {
  /** `join` and `leave`: a given machine becomes part of the cluster, or is it no more, and stays as it is. */
  action: "create" | "update" | "start" | "delete" | "replace" | "join" | "leave";
  /** What kind of thing: `machine`, `network`, `image`. */
  what: string;
  name: string;
  /** One line for people. */
  detail?: string;
  destroys: boolean;
  /** What its roles have done on a machine before it goes, in order. */
  drain?: readonly PlannedChange[];
}

/** A machine that should exist, whether or not it does yet. */
export interface PlannedMachine {
  machine: Machine;
  exists: boolean;
  /** OS of the declared image; for machines that do not exist yet. */
  os?: OperatingSystem;
}

export interface InfrastructurePlan {
  changes: InfrastructureChange[];
  /** Every wanted machine, existing or not, sorted by component and index. */
  machines: PlannedMachine[];
  /** Everything observed that the plan rests on; a saved plan is refused when it differs later. Plain data. */
  observed: unknown;
}

/** How a machine is reached over SSH. */
export interface Access {
  user: string;
  keyPath: string;
  /** Machine through which all others are reached. */
  jump?: Jump;
}

/** A bastion: one of the cluster's own machines, or one outside it. */
export interface Jump {
  /** Its name in the cluster; missing for one outside it. */
  machine?: string;
  address: string;
  port: number;
  user: string;
  keyPath: string;
}

export interface MachineStatus {
  name: string;
  /** One word such as `running`, `stopped`, `missing`, `unreachable`. */
  status: string;
  detail?: string;
}

/** One way in which what exists differs from what is wanted or was recorded. */
export interface Drift {
  /**
   * `pending`: the documents want what was never applied. `unrecorded`: it belongs to the cluster and nothing knows of it.
   * `unreachable`: it cannot be asked. The others happened to what was applied.
   */
  drift: "missing" | "stopped" | "changed" | "unrecorded" | "unreachable" | "pending";
  /** What kind of thing: `machine`, `network`, `rule`. */
  what: string;
  name: string;
  /** One line for people; values of attributes that may be secret are not in it. */
  detail?: string;
}

/** What a provider would have written, had the user asked for what is there; plain data. */
export interface ComputedConfiguration {
  /** Beyond `components`, of the cluster document. */
  specification?: Record<string, unknown>;
  /** Of a component, beyond `count`, from its machines. */
  component?(nodes: readonly StateNode[]): Record<string, unknown>;
  /** Documents besides. */
  documents?: { kind: string; name: string; specification: Record<string, unknown> }[];
}

/** Where machines come from. Nothing outside its folder tests for its name. */
export interface Provider {
  /** True where machines are given, not made: `destroy` leaves them, and the build folder's keys and secrets with them. */
  keepsMachines?: boolean;
  /** What its section of the state tells of the documents; pure. Missing: components and their numbers alone. */
  init?(nodes: readonly StateNode[]): ComputedConfiguration;
  /** Compares what is wanted with what is; changes nothing. Throws `refused` errors naming what is missing. */
  plan(context: ProviderContext): Promise<InfrastructurePlan>;
  /** Makes it so, reports through events, records nodes; resolves when every machine answers over SSH. */
  apply(context: ProviderContext, plan: InfrastructurePlan): Promise<Machine[]>;
  /** What would be removed. */
  planDestroy(context: ProviderContext): Promise<InfrastructurePlan>;
  /** Removes exactly that; safe to repeat after an interruption. */
  destroy(context: ProviderContext, plan: InfrastructurePlan): Promise<void>;
  /** Describes existing machines from what the state and the computer say; changes nothing. */
  analyse(context: ProviderContext): Promise<Machine[]>;
  status(context: ProviderContext): Promise<MachineStatus[]>;
  /**
   * Compares documents, state and what is outside the machines: that they are there and run, networks, rules. Changes
   * nothing. What is inside machines is asked by others. Missing: what `plan` would change counts.
   */
  audit?(context: ProviderContext): Promise<Drift[]>;
  access(context: ProviderContext): Access;
}

/** Gives a provider module its types. Identity at run time. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
