import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalHash, writeFileAtomic } from "@lambdastack/core";
import { terraformFailed, terraformInterrupted } from "../errors.ts";
import { type Calls, runTerraform } from "../program/run-terraform.ts";

const stampIn = (directory: string): string => join(directory, ".terraform", "lambdastack-init");

/** `terraform init`, unless lock file, `.tf` files and program are those of the last one. */
export async function initialise(calls: Calls): Promise<void> {
  const { directory } = calls;
  if (await isInitialised(calls)) return;
  const { status, errors, log } = await runTerraform(calls, { arguments: ["init", "-input=false", "-no-color"] });
  if (status === undefined) throw terraformInterrupted("terraform init");
  if (status !== 0) throw terraformFailed("terraform init", errors, log);
  // Terraform makes the folder only where it has something to put into it
  await mkdir(dirname(stampIn(directory)), { recursive: true, mode: 0o700 });
  await writeFileAtomic(stampIn(directory), await fingerprint(calls));
}

/** Has the next run initialise whatever the stamp says. */
export async function forgetInitialised(directory: string): Promise<void> {
  await rm(stampIn(directory), { force: true });
}

async function isInitialised(calls: Calls): Promise<boolean> {
  const stamp = stampIn(calls.directory);
  return existsSync(stamp) && (await readFile(stamp, "utf8")) === (await fingerprint(calls));
}

/** Users' own files count: they may ask for a backend or further providers. */
async function fingerprint({ directory, terraform }: Calls): Promise<string> {
  const names = (await readdir(directory))
    .filter((name) => /\.tf(\.json)?$|^\.terraform\.lock\.hcl$/.test(name))
    .sort();
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), "utf8")]));
  return canonicalHash({ files, terraform });
}
