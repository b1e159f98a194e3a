import { closeSync, fchmodSync, openSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { BundleContent } from "../open-bundle.ts";

/** Where a member is written at once: with thousands of small ones the going to and fro costs more than the bytes. */
const SMALL = 256 * 1024;

/** A file that is not whole has no meaning here: the folder gets its name when all are, and a repeat hashes what it finds. */
export async function writeMember(place: string, { member, content }: BundleContent): Promise<void> {
  const mode = Number.parseInt(member.mode, 8);
  // it may be another name for a file of the base, which must keep its bytes
  rmSync(place, { force: true });
  if (member.size <= SMALL) return writeSmall(place, { mode, content });
  const file = await open(place, "wx", mode);
  try {
    for await (const part of content) await writeAll(file, part);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

async function writeSmall(place: string, { mode, content }: { mode: number; content: AsyncIterable<Buffer> }) {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  const descriptor = openSync(place, "wx", mode);
  try {
    writeFileSync(descriptor, Buffer.concat(parts));
    fchmodSync(descriptor, mode);
  } finally {
    closeSync(descriptor);
  }
}

async function writeAll(file: FileHandle, part: Buffer): Promise<void> {
  for (let place = 0; place < part.length; ) {
    const { bytesWritten } = await file.write(part, place, part.length - place);
    place += bytesWritten;
  }
}
