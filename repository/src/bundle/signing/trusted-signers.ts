import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { buildFolder, type Settings } from "@lambdastack/core";
import { signersUnreadable } from "../errors.ts";
import { allowedSignerLine, bundleKeyName } from "../export/export-bundle.ts";

/** Text of an `allowed_signers` file: that of a file, and the own key of the cluster whose build folder is named. */
export async function trustedSigners({ cwd, build }: Settings, file: string | undefined): Promise<string> {
  const lines = file === undefined ? [] : [await readText(resolve(cwd, file))];
  const own = build === undefined ? undefined : join(buildFolder(resolve(cwd, build)).keys, `${bundleKeyName}.pub`);
  if (own !== undefined && existsSync(own)) lines.push(allowedSignerLine("cluster", (await readText(own)).trim()));
  return lines.map((text) => `${text.trimEnd()}\n`).join("");
}

const readText = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((cause: unknown) => {
    throw signersUnreadable(path, cause);
  });
