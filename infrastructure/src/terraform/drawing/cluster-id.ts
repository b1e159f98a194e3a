import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type ProviderContext, writeFileAtomic } from "@lambdastack/core";
import type { WorkFolder } from "../work-folder/work-folder.ts";

/** Value of the tag `lambdastack`, known before anything is made; undefined where nothing was ever planned. */
export async function knownClusterId(
  work: WorkFolder,
  { section, clusterTag }: Pick<ProviderContext, "section" | "clusterTag">,
): Promise<string | undefined> {
  const recorded = section?.id ?? clusterTag;
  if (typeof recorded === "string") return recorded;
  if (!existsSync(work.cluster)) return undefined;
  return (JSON.parse(await readFile(work.cluster, "utf8")) as { id: string }).id;
}

/** The same, made where it is missing. */
export async function clusterId(work: WorkFolder, context: Pick<ProviderContext, "section">): Promise<string> {
  const known = await knownClusterId(work, context);
  const id = known ?? randomBytes(8).toString("hex");
  if (!existsSync(work.cluster)) await writeFileAtomic(work.cluster, `${JSON.stringify({ id })}\n`);
  return id;
}
