import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { Events } from "../events/event.ts";
import { readKeyFile } from "../keys/key-file.ts";
import { machineUnreachable, sessionInterrupted } from "./errors.ts";
import { checkHostKey } from "./host-key.ts";
import { type Connection, openConnection } from "./open-connection.ts";
import type { Session, Target } from "./session.ts";
import { startSession } from "./start-session.ts";

export interface ConnectOptions {
  events: Events;
  /** Aborted: no connection is made and no further step starts; the step in work may finish. */
  signal?: AbortSignal;
  /** Seconds for one attempt; default 10. */
  connectTimeout?: number;
  /** Further attempts after failures that may pass, such as a reset before authentication; default 2. */
  retries?: number;
}

/**
 * Connects to a machine and starts its session. Throws `machine-unreachable`, `host-key-changed` (before
 * anything is sent), `sudo-missing`, `sudo-refused`, `session-not-started`, `interrupted`, and what
 * `readKeyFile` throws.
 */
export async function connect(target: Target, options: ConnectOptions): Promise<Session> {
  const started = performance.now();
  const privateKey = await readKeyFile(target.keyPath);
  const connection = await openWithRetries(target, privateKey, options);
  const marker = randomBytes(16).toString("hex");
  const session = await startSession(connection, { ...options, target, marker });
  const milliseconds = performance.now() - started;
  options.events.emit({ type: "machine-connected", machine: target.machine, milliseconds });
  return session;
}

async function openWithRetries(target: Target, privateKey: string, options: ConnectOptions): Promise<Connection> {
  const { events, signal, connectTimeout = 10, retries = 2 } = options;
  for (let attempt = 0; ; attempt += 1) {
    if (signal?.aborted) throw sessionInterrupted(target.machine);
    const hostKey = checkHostKey(target);
    const opened = await openConnection({ target, privateKey, hostKey, timeLimit: connectTimeout, signal });
    const refusal = hostKey.refusal();
    if (refusal !== undefined) throw refusal;
    if ("exec" in opened) {
      hostKey.remember(events);
      return opened;
    }
    if (signal?.aborted) throw sessionInterrupted(target.machine);
    if (!opened.passing || attempt >= retries) throw machineUnreachable(target, opened.reason, opened.cause);
    await pause(jitter(attempt));
  }
}

/** Milliseconds, spread out so that machines refused together do not come back together. */
function jitter(attempt: number): number {
  return 2 ** attempt * (100 + Math.random() * 300);
}
