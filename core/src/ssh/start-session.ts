import { setTimeout as pause } from "node:timers/promises";
import { StackError } from "../errors/stack-error.ts";
import type { Events } from "../events/event.ts";
import { bootstrapCommand } from "./bootstrap.ts";
import { createByteReader } from "./byte-reader.ts";
import { connectionLost, sessionInterrupted, sessionNotStarted, sudoMissing, sudoRefused } from "./errors.ts";
import { drainStep, feedStep } from "./feed-step.ts";
import type { CommandChannel, Connection } from "./open-connection.ts";
import type { Session, Step, StepResult, Target } from "./session.ts";
import { exchange, type StepChannel } from "./step-channel.ts";

/** Characters of the machine's own complaints kept for messages. */
const complaintsKept = 2000;

/** Milliseconds that a session may take to end in order before the connection is cut. */
const endLimit = 2000;

export interface SessionOptions {
  target: Target;
  events: Events;
  signal?: AbortSignal;
  /** Seconds for the program on the machine to start; default 10. */
  connectTimeout?: number;
  /** Random word that nothing else prints. */
  marker: string;
}

interface Link extends StepChannel {
  channel: CommandChannel;
  /** What the machine wrote beside the protocol. */
  complaints(): string;
  closed: Promise<void>;
}

/** Starts the interpreter on the connection's one channel. Ends the connection when that fails. */
export async function startSession(connection: Connection, options: SessionOptions): Promise<Session> {
  try {
    const link = await openLink(connection, options);
    await ready(link, options);
    return session(connection, link, options);
  } catch (error) {
    connection.end();
    throw error;
  }
}

async function openLink(connection: Connection, { target, marker }: SessionOptions): Promise<Link> {
  const reader = createByteReader();
  connection.onLost((reason) => reader.fail(new Error(reason)));
  const channel = await connection.exec(bootstrapCommand(target.user, marker)).catch((error: Error) => {
    throw sessionNotStarted(target, error.message);
  });
  let complaints = "";
  channel.on("data", (chunk: Buffer) => reader.push(chunk));
  channel.stderr.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk.toString("utf8")).slice(-complaintsKept);
  });
  let exit = "";
  channel.on("exit", (status: number | null, signal?: string) => {
    exit = status === null ? ` by signal ${signal}` : ` with status ${status}`;
  });
  channel.on("error", (error: Error) => reader.fail(error));
  const closed = new Promise<void>((resolve) => {
    channel.on("close", () => {
      const said = complaints.trim();
      reader.fail(new Error(`the program that runs steps ended${exit}${said === "" ? "" : `: ${said}`}`));
      resolve();
    });
  });
  return { channel, reader, marker, closed, complaints: () => complaints.trim() };
}

/** Login scripts may print whatever they like before the marker. */
async function ready(link: Link, { target, marker, connectTimeout = 10 }: SessionOptions): Promise<void> {
  const timer = setTimeout(
    () => link.reader.fail(new Error(`no sign of life within ${connectTimeout} s`)),
    connectTimeout * 1000,
  );
  try {
    await link.reader.skipPast(`${marker} ready\n`);
  } catch (error) {
    throw startFailure(target, link.complaints(), error as Error);
  } finally {
    clearTimeout(timer);
  }
}

function startFailure(target: Target, complaints: string, error: Error): StackError {
  if (target.user === "root") return sessionNotStarted(target, error.message);
  const said = complaints.split("\n").at(-1) ?? "";
  if (/sudo\b.*(not found|no such file|unknown command)/i.test(complaints)) return sudoMissing(target);
  if (/^sudo:|may not run sudo|sudoers/m.test(complaints)) return sudoRefused(target, said);
  return sessionNotStarted(target, error.message);
}

function session(connection: Connection, link: Link, { target, events, signal }: SessionOptions): Session {
  let last: Promise<unknown> = Promise.resolve();
  let id = 0;
  const runNow = async (step: Step): Promise<StepResult> => {
    if (signal?.aborted) throw sessionInterrupted(target.machine);
    id += 1;
    const result = await exchange(link, id, step).catch((error: Error) => {
      link.reader.fail(error);
      connection.end();
      throw connectionLost(target, step.purpose, error.message);
    });
    const { milliseconds, status } = result;
    events.emit({ type: "round-trip", machine: target.machine, purpose: step.purpose, milliseconds, status });
    return result;
  };
  const run = (step: Step): Promise<StepResult> => {
    const turn = last.then(() => runNow(step));
    last = turn.catch(() => undefined);
    return turn;
  };
  const beside = async (step: Step, work: Promise<StepResult>): Promise<StepResult> => {
    const result = await work.catch((error: Error) => {
      if (error instanceof StackError) throw error;
      throw connectionLost(target, step.purpose, error.message);
    });
    const { milliseconds, status } = result;
    events.emit({ type: "round-trip", machine: target.machine, purpose: step.purpose, milliseconds, status });
    return result;
  };
  return {
    machine: target.machine,
    run,
    feed: (step, input) => beside(step, feedStep({ connection, target, run }, step, input)),
    drain: (step, output) => beside(step, drainStep({ connection, target, run }, step, output)),
    async close() {
      link.reader.fail(new Error("the session was closed"));
      link.channel.end();
      await Promise.race([link.closed, pause(endLimit, undefined, { ref: false })]);
      connection.end();
    },
  };
}
