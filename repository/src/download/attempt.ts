import { closeSync, openSync, writeFileSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { type Dispatcher, request } from "undici";

/** How one request for a file ended. */
export type Attempt =
  | { end: "complete" }
  /** May pass: the connection broke, or the server is busy. `after`: seconds that it asks to wait. */
  | { end: "again"; reason: string; after?: number | undefined }
  /** Will not pass at this address. */
  | { end: "refused"; reason: string };

export interface AttemptOptions {
  url: string;
  /** File that bytes are added to. */
  partial: string;
  /** Bytes of the whole. */
  size: number;
  dispatcher: Dispatcher;
  signal: AbortSignal;
  /** Told the number of bytes as they come; negative when some are given up. */
  onBytes(count: number): void;
}

/** Seconds without a byte after which a server counts as gone. */
const silence = 60;

/** Asks for the part of a file that is missing. */
export async function attempt(options: AttemptOptions): Promise<Attempt> {
  const { url, partial, size, dispatcher, signal } = options;
  const had = await sizeOf(partial);
  if (had === size && had > 0) return { end: "complete" };
  if (had > size) await giveUp(options, had);
  const start = had > size ? 0 : had;
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      signal,
      headers: { "accept-encoding": "identity", ...(start > 0 && { range: `bytes=${start}-` }) },
      headersTimeout: silence * 1000,
      bodyTimeout: silence * 1000,
    });
    const offset = offsetOf(statusCode, headers, start);
    if (offset === undefined) {
      body.on("error", () => undefined).destroy();
      if (statusCode === 416) await giveUp(options, start);
      return refusal(statusCode, headers);
    }
    if (offset !== start) await giveUp(options, start);
    await write(options, body, offset);
    return { end: "complete" };
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof TooLong) {
      await giveUp(options, await sizeOf(partial));
      return { end: "refused", reason: error.message };
    }
    if (isOwnFault(error)) throw error;
    return { end: "again", reason: reasonOf(error) };
  }
}

/** Where the answer's bytes begin; undefined where it is no part of the file. */
function offsetOf(status: number, headers: Record<string, unknown>, start: number): number | undefined {
  if (status === 200) return 0;
  const [, first] = /^bytes (\d+)-/.exec(String(headers["content-range"])) ?? [];
  return status === 206 && Number(first) === start ? start : undefined;
}

const passing = new Set([408, 416, 425, 429, 500, 502, 503, 504]);

function refusal(status: number, headers: Record<string, unknown>): Attempt {
  const reason = `the server answered ${status}`;
  if (status === 206) return { end: "refused", reason: `${reason} with another part than the one asked for` };
  if (!passing.has(status)) return { end: "refused", reason };
  return { end: "again", reason, after: secondsOf(headers["retry-after"]) };
}

/** `Retry-After` is a number of seconds or a date. */
export function secondsOf(header: unknown, now: number = Date.now()): number | undefined {
  if (typeof header !== "string" || header.trim() === "") return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

class TooLong extends Error {}

/** Writes each piece as it comes, so that nothing that came is lost when the connection breaks. */
async function write({ partial, size, onBytes }: AttemptOptions, body: Readable, offset: number) {
  let length = offset;
  const file = openSync(partial, offset === 0 ? "w" : "a", 0o644);
  const take = (chunk: Buffer) => {
    length += chunk.length;
    if (length > size) throw new TooLong(`it is longer than ${size} bytes`);
    writeFileSync(file, chunk);
    onBytes(chunk.length);
  };
  body.on("data", (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      body.destroy(error as Error);
    }
  });
  try {
    await finished(body);
  } finally {
    closeSync(file);
  }
  if (length < size) throw new Error(`the answer ended after ${length} of ${size} bytes`);
}

async function giveUp({ partial, onBytes }: AttemptOptions, bytes: number): Promise<void> {
  await rm(partial, { force: true });
  onBytes(-bytes);
}

export const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

/** A full disk or a folder without rights does not pass at another address. */
export function isOwnFault(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT", "EACCES", "EROFS", "EPERM", "EISDIR", "ENOTDIR", "ENOENT"].includes(
    String((error as NodeJS.ErrnoException).code),
  );
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message === "" ? String(code) : message;
}
