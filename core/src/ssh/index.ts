export { type ConnectOptions, connect } from "./connect.ts";
export { greets } from "./greets.ts";
export type { Jumps } from "./jumps.ts";
export { pinHostKey, pinnedKeys, unpinHostKey } from "./known-hosts.ts";
export type { Session, Step, StepResult, Target } from "./session.ts";
export { createSessions, openJumps, type SessionPool, type SessionsOptions } from "./sessions.ts";
export { targetsOf } from "./targets-of.ts";
