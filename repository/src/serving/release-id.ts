import { canonicalHash } from "@lambdastack/core";
import type { Lock } from "../lock/lock.ts";

/** Name of the release that is made of a lock: the same content has the same name everywhere. */
export const releaseOf = (lock: Lock): string => canonicalHash(lock).slice(0, 16);
