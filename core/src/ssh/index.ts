export { type ConnectOptions, connect } from "./connect.ts";
export { pinHostKey, pinnedKeys, unpinHostKey } from "./known-hosts.ts";
export type { Session, Step, StepResult, Target } from "./session.ts";
export { createSessions, type SessionPool, type SessionsOptions } from "./sessions.ts";
