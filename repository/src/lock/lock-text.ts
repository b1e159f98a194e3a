import { createHash } from "node:crypto";
import { canonicalHash } from "@lambdastack/core";
import type { Lock } from "./lock.ts";

/** The lock file's content: sorted keys, two spaces, a newline at the end. The same lock gives the same bytes. */
export function lockText(lock: Lock): string {
  return `${JSON.stringify(lock, sortedKeys, 2)}\n`;
}

/** First 16 digits of the hash of the lock's content; names the release that is made of it. */
export const lockId = (lock: Lock): string => canonicalHash(lock).slice(0, 16);

/** As `sha256sum` of the lock file says it. */
export const lockHash = (lock: Lock): string => createHash("sha256").update(lockText(lock)).digest("hex");

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
