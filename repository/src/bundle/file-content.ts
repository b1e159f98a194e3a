import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";

const CHUNK = 1024 * 1024;

/** A file's bytes in parts. One that is small is read at once: with thousands of them the going to and fro costs more than the bytes. */
export async function* partsOfFile(path: string, size: number): AsyncGenerator<Buffer, void> {
  if (size <= CHUNK) yield readFileSync(path);
  else yield* createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
}

/** sha256 of a file, in hexadecimal digits. */
export async function hashFile(path: string, size: number): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of partsOfFile(path, size)) hash.update(part);
  return hash.digest("hex");
}
