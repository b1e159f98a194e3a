export { type Asked, type AskingRun, askRoles } from "./ask-roles.ts";
export { drainMachine } from "./drain-machine.ts";
export { lastApplied } from "./last-applied.ts";
export { letGo } from "./let-go.ts";
