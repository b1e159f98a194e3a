import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { MemberKind } from "../bundle-manifest.ts";
import { isMemberPath } from "../check-manifest.ts";
import { memberUnfit } from "../errors.ts";
import type { BundleSource } from "../write-bundle.ts";

export interface Place {
  /** In the bundle. */
  path: string;
  kind: MemberKind;
}

/** A file of this computer as a member; executable where its owner may execute it. */
export async function fileMember(file: string, { path, kind }: Place): Promise<BundleSource> {
  requirePath(file, path);
  const { size, mode } = await stat(file);
  return { path, kind, size, sha256: await hashFile(file), mode: (mode & 0o100) === 0 ? "644" : "755", from: file };
}

export function textMember(text: string, { path, kind }: Place, mode: "644" | "755" = "644"): BundleSource {
  const from = Buffer.from(text);
  return { path, kind, size: from.length, sha256: createHash("sha256").update(from).digest("hex"), mode, from };
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(part as Buffer);
  return hash.digest("hex");
}

function requirePath(file: string, path: string): void {
  if (!isMemberPath(path)) throw memberUnfit(file, "its name has signs other than letters, digits and . _ + ~ % : @ -");
}
