import { isUtf8 } from "node:buffer";
import { createTwoFilesPatch } from "diff";
import { contentHash } from "../shell/content-hash.ts";
import type { FileFacts } from "../shell/file-facts.ts";
import type { Difference } from "./resource-type.ts";

/** Content change of a file, as a unified diff where both sides are text that may be shown. */
export function textDifference(path: string, old: FileFacts, wanted: Buffer, sensitive: boolean): Difference {
  if (sensitive) return { field: "content", ...(old.kind === "file" && { from: "(sensitive)" }), to: "(sensitive)" };
  const before = old.kind === "file" ? oldContent(old) : Buffer.alloc(0);
  const difference = { field: "content", from: describeOld(old), to: describe(wanted.length, contentHash(wanted)) };
  if (!before || !isText(before) || !isText(wanted)) return difference;
  return { ...difference, diff: unifiedDiff(path, before.toString("utf8"), wanted.toString("utf8")) };
}

function unifiedDiff(path: string, before: string, after: string): string {
  return createTwoFilesPatch(path, path, before, after, undefined, undefined, { context: 3 }).replace(
    /^(?:Index: .*\n)?=+\n/,
    "",
  );
}

/** The content of a file that was brought back; undefined where it was too large for that. */
export function oldContent({ contentBase64, size }: FileFacts): Buffer | undefined {
  if (size === 0) return Buffer.alloc(0);
  return contentBase64 === undefined ? undefined : Buffer.from(contentBase64, "base64");
}

function describeOld({ kind, size = 0, sha256 = "" }: FileFacts): string | undefined {
  return kind === "file" ? describe(size, sha256) : undefined;
}

function describe(size: number, sha256: string): string {
  return `${size} bytes, sha256 ${sha256.slice(0, 12)}`;
}

export function isText(content: Buffer): boolean {
  return isUtf8(content) && !content.includes(0);
}
