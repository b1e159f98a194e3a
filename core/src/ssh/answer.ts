import { outputCap } from "./bootstrap.ts";
import type { ByteReader } from "./byte-reader.ts";

export interface Answer {
  status: number;
  stdout: string;
  stderr: string;
  /** True when the middle of an output was left out. */
  truncated: boolean;
}

/** Reads what the interpreter says to one step; undefined when it is not in the session's form. */
export async function readAnswer(reader: ByteReader, marker: string, id: number): Promise<Answer | undefined> {
  const header = (await reader.line()).split(" ");
  const [status = Number.NaN, outSize = Number.NaN, errSize = Number.NaN] = header.slice(2).map(Number);
  const isWhole = header.length === 5 && ![status, outSize, errSize].some(Number.isNaN);
  if (!isWhole || header[0] !== marker || header[1] !== String(id)) return undefined;
  const stdout = await readOutput(reader, outSize);
  const stderr = await readOutput(reader, errSize);
  return { status, stdout, stderr, truncated: Math.max(outSize, errSize) > outputCap };
}

async function readOutput(reader: ByteReader, size: number): Promise<string> {
  const bytes = await reader.bytes(Math.min(size, outputCap));
  if (size <= outputCap) return bytes.toString("utf8");
  const [start, end] = [bytes.subarray(0, outputCap / 2), bytes.subarray(outputCap / 2)];
  return `${start.toString("utf8")}\n[${size - outputCap} bytes left out]\n${end.toString("utf8")}`;
}
