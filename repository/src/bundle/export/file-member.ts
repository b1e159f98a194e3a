import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { MemberKind } from "../bundle-manifest.ts";
import { isMemberPath } from "../check-manifest.ts";
import { memberUnfit } from "../errors.ts";
import { hashFile } from "../file-content.ts";
import type { BundleSource } from "../write-bundle.ts";

export interface Place {
  /** In the bundle. */
  path: string;
  kind: MemberKind;
}

/** A file of this computer as a member; executable where its owner may execute it. */
export async function fileMember(file: string, { path, kind }: Place): Promise<BundleSource> {
  requirePath(file, path);
  const { size, mode } = statSync(file);
  return {
    path,
    kind,
    size,
    sha256: await hashFile(file, size),
    mode: (mode & 0o100) === 0 ? "644" : "755",
    from: file,
  };
}

export function textMember(text: string, { path, kind }: Place, mode: "644" | "755" = "644"): BundleSource {
  const from = Buffer.from(text);
  return { path, kind, size: from.length, sha256: createHash("sha256").update(from).digest("hex"), mode, from };
}

function requirePath(file: string, path: string): void {
  if (!isMemberPath(path)) throw memberUnfit(file, "its name has signs other than letters, digits and . _ + ~ % : @ -");
}
