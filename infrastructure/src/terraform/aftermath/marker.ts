import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { writeFileAtomic } from "@lambdastack/core";
import type { WorkFolder } from "../work-folder/work-folder.ts";

/** Written before Terraform changes the cloud, so that an end that nobody saw is seen by the next run. */
export async function beginChanging({ marker }: WorkFolder, what: string): Promise<void> {
  await writeFileAtomic(marker, `${JSON.stringify({ what, since: new Date().toISOString() })}\n`);
}

/** Terraform ended by itself: whatever is in the cloud is in its state. */
export async function endedInOrder({ marker }: WorkFolder): Promise<void> {
  await rm(marker, { force: true });
}

export const endedAbnormally = ({ marker }: WorkFolder): boolean => existsSync(marker);
