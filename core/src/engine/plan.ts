import type { Change } from "../resources/resource-type.ts";

/** A resource that the plan would change. */
export interface PlannedChange extends Change {
  machine: string;
  role: string;
  /** `<type>:<identity>`, such as `file:/etc/motd`. */
  resource: string;
}

/** A field of a resource of which a `configuration/override` document says what it is, changed or not. */
export interface PlannedOverride {
  role: string;
  resource: string;
  property: string;
  /** Name of the document. */
  document: string;
}

/** What a machine would go through, in order. */
export interface MachinePlan {
  machine: string;
  /** Undefined where the machine still has to be created. */
  exists: boolean;
  changes: PlannedChange[];
  /** Resources compared, changed or not. */
  compared: number;
  /** Missing where there are none. */
  overrides?: PlannedOverride[];
  /** Things that left the list and stay on the machine: `package:nginx`. */
  unmanaged: { role: string; resource: string; reason?: string }[];
  /** Roles whose tasks could not be planned because they read what is unknown. */
  deferred: { role: string; reason: string }[];
  /** SHA-256 over everything observed; binds a saved plan. */
  observedHash: string;
}

export interface ComponentsPlan {
  machines: MachinePlan[];
  /** What a narrowed run has an effect on and does not change: machines with the changes of those roles alone. */
  influenced?: MachinePlan[];
  /** For roles with changes, the roles with changes that influence them. */
  influencedBy?: Readonly<Record<string, readonly string[]>>;
}
