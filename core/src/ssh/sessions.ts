import pLimit from "p-limit";
import type { Events } from "../events/event.ts";
import { authenticate, connect } from "./connect.ts";
import { unknownMachine } from "./errors.ts";
import { createJumps, type Jumps } from "./jumps.ts";
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
  /** Connections to machines in between, where several pools share them; otherwise the pool has its own. */
  jumps?: Jumps;
}

/** The connections of one run: at most one per machine, each made when it is first asked for. */
export interface SessionPool {
  /** Throws what `connect` throws; asking again after a failure tries again. */
  get(machine: string): Promise<Session>;
  closeAll(): Promise<void>;
}

export function createSessions({ targets, concurrency = handshakesAtOnce, ...given }: SessionsOptions): SessionPool {
  const own = given.jumps === undefined ? openJumps(given) : undefined;
  const options = own ? { ...given, jumps: own } : given;
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
      await own?.closeAll();
    },
  };
}

/** Connections to machines in between, made when the first machine behind one is asked for. */
export function openJumps(options: Pick<SessionsOptions, "events" | "signal" | "connectTimeout">): Jumps {
  return createJumps((jump) => authenticate(jump, options));
}
