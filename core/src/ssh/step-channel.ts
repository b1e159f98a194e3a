import { performance } from "node:perf_hooks";
import type { Duplex } from "node:stream";
import { type Answer, readAnswer } from "./answer.ts";
import { killDelay } from "./bootstrap.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { Step, StepResult } from "./session.ts";

/** Seconds that an answer may take beyond the step's own limit before the machine counts as lost. */
const grace = killDelay + 30;

/** The client's end of the protocol that `bootstrap.ts` speaks on the machine. */
export interface StepChannel {
  channel: Duplex;
  reader: ByteReader;
  marker: string;
}

/** One round trip. Rejects with what `reader.fail` was told, or when no answer comes in time. */
export async function exchange(link: StepChannel, id: number, step: Step): Promise<StepResult> {
  const started = performance.now();
  const answered = readAnswer(link.reader, link.marker, id);
  await Promise.race([send(link.channel, id, step), answered]);
  const answer = await withinLimit(answered, step.timeLimit + grace);
  if (answer === undefined) throw new Error("the answer could not be understood");
  const milliseconds = performance.now() - started;
  return { ...shown(answer), status: statusOf(answer, step, milliseconds), milliseconds };
}

function shown({ stdout, stderr, truncated }: Answer): Pick<StepResult, "stdout" | "stderr" | "truncated"> {
  return truncated ? { stdout, stderr, truncated } : { stdout, stderr };
}

/** `timeout` reports 137 instead of 124 when the step ignored the polite signal. */
function statusOf(answer: Answer, step: Step, milliseconds: number): number {
  return answer.status === 137 && milliseconds >= step.timeLimit * 1000 ? 124 : answer.status;
}

/** Resolves when all bytes are handed over; the stream takes them as fast as the machine reads. */
function send(channel: Duplex, id: number, step: Step): Promise<void> {
  const script = Buffer.from(step.script, "utf8");
  const header = `${id} ${script.length} ${step.timeLimit}\n`;
  const message = Buffer.concat([Buffer.from(header), script, Buffer.from(`end ${id}\n`)]);
  return new Promise((resolve, reject) => {
    channel.write(message, (error) => (error ? reject(error) : resolve()));
  });
}

function withinLimit<Result>(work: Promise<Result>, seconds: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const late = new Error(`no answer within ${seconds} s`);
    const timer = setTimeout(() => reject(late), seconds * 1000);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
