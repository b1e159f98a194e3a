import { bundleDamaged, notABundle } from "../errors.ts";
import type { ArchiveReader } from "./archive-reader.ts";
import { BLOCK, headerOf, paddingOf, sizeIn } from "./header.ts";
import { requireZeros } from "./require-zeros.ts";

export interface FirstMember {
  name: string;
  /** Bytes that it may have at most. */
  limit: number;
}

/** The content of a member that must come next, before any manifest says so. */
export async function firstMember(path: string, reader: ArchiveReader, { name, limit }: FirstMember): Promise<Buffer> {
  const block = await reader.take(BLOCK);
  const wrapping = compressionOf(block);
  if (wrapping !== undefined) throw notABundle(path, `it is compressed with ${wrapping}`);
  if (block.length < BLOCK) throw notABundle(path, "it ends where its manifest should begin");
  const size = sizeIn(block, name);
  const wanted = { path: name, size: size ?? 0, mode: "644" } as const;
  if (size === undefined || size > limit || !headerOf(wanted)?.equals(block))
    throw notABundle(path, `${name} does not stand where it should, or is too large`);
  return Buffer.from(await wholeContent(path, reader, wanted));
}

async function wholeContent(path: string, reader: ArchiveReader, wanted: { path: string; size: number }) {
  const content = await reader.take(wanted.size);
  if (content.length < wanted.size) throw bundleDamaged(path, `it ends in the middle of ${wanted.path}`);
  await requireZeros(path, reader, paddingOf(wanted.size));
  return content;
}

const magics: readonly (readonly [program: string, hex: string])[] = [
  ["gzip", "1f8b"],
  ["zstd", "28b52ffd"],
  ["xz", "fd377a58"],
  ["bzip2", "425a68"],
  ["zip", "504b0304"],
  ["lz4", "04224d18"],
];

const compressionOf = (block: Buffer): string | undefined =>
  magics.find(([, hex]) => block.toString("hex", 0, hex.length / 2) === hex)?.[0];
