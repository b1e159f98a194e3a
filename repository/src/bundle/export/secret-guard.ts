import { readFile } from "node:fs/promises";
import { createRedactor } from "@lambdastack/core";
import type { MemberKind } from "../bundle-manifest.ts";
import { secretInBundle } from "../errors.ts";
import type { BundleSource } from "../write-bundle.ts";

/** What people of the cluster wrote; packages, images and tools come from elsewhere. */
const guarded: ReadonlySet<MemberKind> = new Set(["environment", "plugin", "role"]);

/**
 * Refuses to export a secret in clear text: raw, or in one of the encodings that the redactor knows, and any private key.
 * Throws `secret-in-bundle` with the paths of all members where one stands.
 */
export async function refuseSecrets(members: readonly BundleSource[], secrets: readonly string[]): Promise<void> {
  const redactor = createRedactor(secrets);
  const found: string[] = [];
  for (const { path, kind, from } of members) {
    if (!guarded.has(kind)) continue;
    const text = (typeof from === "string" ? await readFile(from) : from).toString("utf8");
    const isPrivateKey = kind === "environment" && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
    if (isPrivateKey || redactor.redact(text) !== text) found.push(path);
  }
  if (found.length > 0) throw secretInBundle(found);
}
