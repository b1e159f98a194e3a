import type { Override } from "../documents/overrides.ts";
import type { Events } from "../events/event.ts";
import type { Facts, Machine } from "../machines/machine.ts";
import type { Resource } from "../resources/resource.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Session } from "../ssh/session.ts";
import type { JournalEntry } from "./journal.ts";

/** What one role wants on one machine, in list order, as its task returned it. */
export interface RoleResources {
  role: string;
  resources: readonly Resource[];
}

/** A resource that was made so, as kept in `applied/<machine>.json`. */
export interface AppliedResource {
  type: string;
  identity: string;
  /** True when it was not there before us; only then is it removed when it leaves the list. */
  created: boolean;
  /** What its type keeps to remove it and to see later edits. */
  record: Readonly<Record<string, unknown>>;
  /** Hash (`essenceHash`) of the resource on the machine as applying left it; missing in older records. */
  seen?: string;
}

export interface AppliedRole {
  version: string;
  resources: AppliedResource[];
  /** The machine may go: the role was asked and what it wanted first is done. Ends when the role is applied again. */
  letsGo?: true;
}

/** `applied/<machine>.json`. */
export interface AppliedMachine {
  machine: string;
  roles: Record<string, AppliedRole>;
  /** The last entry of the machine's journal that is recorded here. */
  journal?: { run: string; sequence: number };
}

/** Text of secrets while planning and applying. Planning never creates one. */
export interface SecretSource {
  /** Undefined while it does not exist. */
  read(name: string): string | undefined;
}

/** Values that resources gave as outputs, by machine and name; kept from run to run. */
export interface OutputSource {
  read(machine: string, name: string): string | undefined;
  write(machine: string, name: string, value: string): Promise<void>;
}

/** Everything that comparing and changing one machine needs. */
export interface MachineRun {
  machine: Machine;
  facts: Facts;
  /** Missing: the machine is still to be created and is compared with an empty one. */
  session?: Session;
  /** Every role of the machine in run order. */
  roles: readonly RoleResources[];
  /** What documents say of this machine in place of its roles. */
  overrides?: readonly Override[];
  /** Roles whose tasks could not be planned; what they applied earlier stays as it is. */
  deferred?: readonly { role: string; reason: string }[];
  /** What `gatherFacts` read from the machine's journal. */
  journal?: readonly JournalEntry[];
  applied: AppliedMachine;
  types: ReadonlyMap<string, ResourceType<never, unknown>>;
  secrets: SecretSource;
  outputs: OutputSource;
  events: Events;
}
