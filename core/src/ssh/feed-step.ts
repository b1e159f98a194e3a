import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { quote } from "../shell/quote.ts";
import { killDelay, outputCap } from "./bootstrap.ts";
import type { Connection } from "./open-connection.ts";
import type { Step, StepResult, Target } from "./session.ts";

export interface Feeding {
  connection: Connection;
  target: Target;
  /** Runs a step on the session's own channel. */
  run(step: Step): Promise<StepResult>;
}

/**
 * Runs a step that reads its standard input, on a channel of its own: the script goes ahead on the session's channel, so
 * that what a login shell sees is one plain command. Rejects when the connection or `input` is lost on the way.
 */
export async function feedStep(feeding: Feeding, step: Step, input: Readable): Promise<StepResult> {
  const { channel, stderr, ended, started } = await begin(feeding, step);
  const stdout = collect();
  channel.on("data", stdout.push);
  const broken = await pipeline(input, channel, { end: true }).then(
    () => undefined,
    (error: Error) => error,
  );
  const status = await ended;
  // a program that ends before it has read everything says why itself
  if (broken && status === 0) throw broken;
  return { status, stdout: stdout.text(), stderr: stderr.text(), milliseconds: performance.now() - started };
}

/**
 * Runs a step whose standard output goes to `output` as it comes, whatever its size; the result's own `stdout` is empty.
 * Rejects when the connection is lost or `output` fails. `output` is ended also where the step failed: see its status.
 */
export async function drainStep(feeding: Feeding, step: Step, output: Writable): Promise<StepResult> {
  const { channel, stderr, ended, started } = await begin(feeding, step);
  channel.end();
  await pipeline(channel, output);
  return { status: await ended, stdout: "", stderr: stderr.text(), milliseconds: performance.now() - started };
}

async function begin({ connection, target, run }: Feeding, step: Step) {
  const started = performance.now();
  const placed = await run({ purpose: `${step.purpose}: program`, script: placeScript(step.script), timeLimit: 30 });
  if (placed.status !== 0) throw new Error(`the program could not be written: ${placed.stderr.trim()}`);
  const become = target.user === "root" ? "" : "sudo -n -- ";
  const limit = `timeout -k ${killDelay} ${step.timeLimit}`;
  const channel = await connection.exec(`exec ${become}${limit} sh ${placed.stdout.trim()}`);
  const stderr = collect();
  channel.stderr.on("data", stderr.push);
  const ended = new Promise<number>((resolve, reject) => {
    let exit: number | undefined;
    channel.on("exit", (status: number | null) => {
      exit = status ?? 255;
    });
    channel.on("error", reject);
    channel.on("close", () => (exit === undefined ? reject(new Error("the connection was closed")) : resolve(exit)));
  });
  ended.catch(() => undefined);
  return { channel, stderr, ended, started };
}

/** The program removes itself; its input is the step's. */
function placeScript(script: string): string {
  const text = `rm -f "$0"\numask 022; cd /\nexport PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8\n${script}`;
  return `f=$(mktemp /run/lambdastack-feed.XXXXXXXXXX) && printf %s ${quote(text)} >"$f" && printf %s "$f"`;
}

function collect() {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    push(chunk: Buffer): void {
      if (size < outputCap) chunks.push(chunk);
      size += chunk.length;
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}
