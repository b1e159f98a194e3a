export { RESERVED_KEYS, STATE_VERSION, sectionKey } from "./check-state.ts";
export { type AppliedStore, openApplied } from "./open-applied.ts";
export { openOutputs } from "./open-outputs.ts";
export { openState, type StateStore } from "./open-state.ts";
export { readStateFile } from "./read-state-file.ts";
export type { ModuleState, ModuleStatus, State, StateNode } from "./state.ts";
export type { StateVersion } from "./state-copies.ts";
export { parseState, stateText } from "./state-text.ts";
