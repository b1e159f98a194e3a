import { createHash } from "node:crypto";
import type { BundleMember } from "../bundle-manifest.ts";
import { bundleDamaged } from "../errors.ts";
import type { ArchiveReader } from "./archive-reader.ts";
import { BLOCK, describeHeader, ENDING, headerOf, paddingOf } from "./header.ts";
import { requireZeros } from "./require-zeros.ts";

export interface BundleContent {
  member: BundleMember;
  /** The bytes, hashed on their way. Throws `bundle-damaged` at the end where they are others. */
  content: AsyncIterable<Buffer>;
  /** Goes over it without a look. */
  skip(): void;
}

/** Every member in order, each compared with the only header and the only hash that are right. */
export async function* readMembers(
  path: string,
  reader: ArchiveReader,
  members: readonly BundleMember[],
): AsyncGenerator<BundleContent, void> {
  for (const member of members) {
    await requireHeader(path, reader, member);
    const content = checkedContent(path, reader, member);
    const use: { as?: "read" | "skipped" } = {};
    yield { member, content: whileUsed(content, use), skip: () => skipMember(reader, member, use) };
    if (use.as !== "skipped") await readRest(content);
  }
  await requireZeros(path, reader, ENDING);
}

interface Use {
  as?: "read" | "skipped";
}

/** Not `yield*`: who stops reading early must not end the check of the rest. */
async function* whileUsed(content: AsyncGenerator<Buffer, void>, use: Use): AsyncGenerator<Buffer, void> {
  if (use.as === "skipped") throw new Error("A member was read that was skipped.");
  use.as = "read";
  for (let next = await content.next(); !next.done; next = await content.next()) yield next.value;
}

function skipMember(reader: ArchiveReader, { size }: BundleMember, use: Use): void {
  if (use.as !== undefined) throw new Error("A member was skipped that was read or skipped before.");
  use.as = "skipped";
  reader.skip(size + paddingOf(size));
}

async function readRest(content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of content);
}

async function requireHeader(path: string, reader: ArchiveReader, member: BundleMember): Promise<void> {
  const block = await reader.take(BLOCK);
  if (block.length < BLOCK) throw bundleDamaged(path, `it ends before ${member.path}`);
  if (!headerOf(member)?.equals(block)) throw bundleDamaged(path, describeHeader(block, member));
}

async function* checkedContent(
  path: string,
  reader: ArchiveReader,
  { path: name, size, sha256 }: BundleMember,
): AsyncGenerator<Buffer, void> {
  const hash = createHash("sha256");
  let seen = 0;
  for await (const part of reader.parts(size)) {
    hash.update(part);
    seen += part.length;
    yield part;
  }
  if (seen < size) throw bundleDamaged(path, `it ends in the middle of ${name}`);
  if (hash.digest("hex") !== sha256) throw bundleDamaged(path, `${name} has another content than its hash says`);
  await requireZeros(path, reader, paddingOf(size));
}
