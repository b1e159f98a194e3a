import { mkdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";

/**
 * Makes a cache folder (mode 0700) and says whether what lies in it may be trusted: only where nobody else can write.
 * Root with another user's home would otherwise run what that user puts there. False also where it cannot be made:
 * then there is no cache, and everything works more slowly.
 */
export function isOwnFolder(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch {
    return false;
  }
  const { uid, mode } = statSync(path);
  return uid === userInfo().uid && (mode & 0o022) === 0;
}
