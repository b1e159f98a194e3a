export type ModuleStatus = "initialized" | "applied" | "failed" | "destroyed";

/** A machine as its provider recorded it. */
export interface StateNode {
  name: string;
  component: string;
  index: number;
  privateIP: string;
  publicIP?: string;
  /** Component that claimed it; `unused` in a pool; a list with several claimants. */
  usedBy: string | string[];
  [more: string]: unknown;
}

/** A module's section. Open: unknown keys survive untouched. */
export interface ModuleState {
  status: ModuleStatus;
  version?: string;
  nodes?: StateNode[];
  /** What the module published, by name, then machine. */
  published?: Record<string, Record<string, unknown>>;
  [more: string]: unknown;
}

/** `state.yml`: what exists. Reserved keys, then one section per module by its short label. */
export interface State {
  kind: "state";
  version: string;
  /** Random id of the cluster's history, made at the first apply; marks machines. */
  lineage: string;
  /** Goes up by one with each write. */
  serial: number;
  [module: string]: ModuleState | string | number;
}
