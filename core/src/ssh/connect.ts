import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { Events } from "../events/event.ts";
import { readKeyFile } from "../keys/key-file.ts";
import { machineUnreachable, sessionInterrupted } from "./errors.ts";
import { checkHostKey } from "./host-key.ts";
import type { Jumps } from "./jumps.ts";
import { type ConnectFailure, type Connection, openConnection } from "./open-connection.ts";
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
  /** Connections to the machines that others are reached through; needed where the target names one. */
  jumps?: Jumps;
}

/**
 * Connects to a machine and starts its session. Throws `machine-unreachable`, `host-key-changed` (before
 * anything is sent), `sudo-missing`, `sudo-refused`, `session-not-started`, `interrupted`, and what
 * `readKeyFile` throws.
 */
export async function connect(target: Target, options: ConnectOptions): Promise<Session> {
  const started = performance.now();
  const connection = await authenticate(target, options);
  const marker = randomBytes(16).toString("hex");
  const session = await startSession(connection, { ...options, target, marker });
  const milliseconds = performance.now() - started;
  options.events.emit({ type: "machine-connected", machine: target.machine, milliseconds });
  return session;
}

/** Logs in, by way of another machine where the target names one. Throws like `connect`, before any session. */
export async function authenticate(target: Target, options: ConnectOptions): Promise<Connection> {
  const privateKey = await readKeyFile(target.keyPath);
  const { events, signal, connectTimeout = 10, retries = 2 } = options;
  for (let attempt = 0; ; attempt += 1) {
    if (signal?.aborted) throw sessionInterrupted(target.machine);
    const hostKey = checkHostKey(target);
    const way = await wayTo(target, options);
    const opened =
      way && "reason" in way
        ? way
        : await openConnection({ target, privateKey, hostKey, timeLimit: connectTimeout, signal, socket: way });
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

/** Nothing where the target is reached from here. */
async function wayTo(
  { jump, address, port }: Target,
  { jumps }: ConnectOptions,
): Promise<Duplex | ConnectFailure | undefined> {
  if (jump === undefined) return undefined;
  if (!jumps) throw new Error("a machine behind another one needs connections to that one");
  const through = await jumps.to(jump);
  try {
    return await through.forward(address, port);
  } catch (cause) {
    const said = (cause as Error).message.replace(/^\(SSH\) Channel open failure:\s*/, "");
    return { reason: `${jump.machine} (${jump.address}) does not get through to it: ${said}`, passing: false, cause };
  }
}

/** Milliseconds, spread out so that machines refused together do not come back together. */
function jitter(attempt: number): number {
  return 2 ** attempt * (100 + Math.random() * 300);
}
