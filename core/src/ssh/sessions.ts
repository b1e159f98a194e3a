import pLimit from "p-limit";
import type { Events } from "../events/event.ts";
import { connect } from "./connect.ts";
import { unknownMachine } from "./errors.ts";
import type { Session, Target } from "./session.ts";

/** sshd drops handshakes at random when more than ten are unfinished (MaxStartups 10:30:100). */
const handshakesAtOnce = 8;

export interface SessionsOptions {
  targets: readonly Target[];
  events: Events;
  signal?: AbortSignal;
  /** Handshakes at once, never more than 8; default 8. */
  concurrency?: number;
  /** Seconds for one attempt; default 10. */
  connectTimeout?: number;
}

/** The connections of one run: at most one per machine, each made when it is first asked for. */
export interface SessionPool {
  /** Throws what `connect` throws; asking again after a failure tries again. */
  get(machine: string): Promise<Session>;
  closeAll(): Promise<void>;
}

export function createSessions({ targets, concurrency = handshakesAtOnce, ...options }: SessionsOptions): SessionPool {
  const limit = pLimit(Math.max(1, Math.min(concurrency, handshakesAtOnce)));
  const byName = new Map(targets.map((target) => [target.machine, target]));
  const sessions = new Map<string, Promise<Session>>();
  const open = (machine: string): Promise<Session> => {
    const target = byName.get(machine);
    if (target === undefined) return Promise.reject(unknownMachine(machine));
    const opened = limit(() => connect(target, options));
    sessions.set(machine, opened);
    opened.catch(() => sessions.delete(machine));
    return opened;
  };
  return {
    get: (machine) => sessions.get(machine) ?? open(machine),
    async closeAll() {
      const opened = await Promise.allSettled(sessions.values());
      sessions.clear();
      await Promise.all(opened.map((outcome) => (outcome.status === "fulfilled" ? outcome.value.close() : undefined)));
    },
  };
}
