import { readFile } from "node:fs/promises";
import { checkedJson, validatorOf } from "@lambdastack/core";
import { invalidLock, lockMissing } from "../errors.ts";
import schema from "./lock.schema.json" with { type: "json" };
import type { Lock } from "./lock.ts";

/** Throws `lock-missing`, and `invalid-lock` with every finding: it may have been carried here by hand. */
export async function readLock(file: string): Promise<Lock> {
  return parseLock(file, await textOf(file));
}

export function parseLock(file: string, text: string): Lock {
  return checkedJson<Lock>({ file, text, validate: validatorOf<Lock>(schema), fail: invalidLock });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw lockMissing(file);
    throw error;
  }
}
