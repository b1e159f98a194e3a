import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { execute } from "@lambdastack/core";
import { terraformMissing, terraformNotRunnable, terraformTooOld, terraformVersionUnknown } from "../errors.ts";

/** Terraform or OpenTofu on this computer. */
export interface Terraform {
  /** Absolute path. */
  command: string;
  version: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const names = ["terraform", "tofu"];
/** `-json` of plan and apply, import blocks and `terraform test` as they are used here. */
const least = "1.6.0";

/**
 * The one that `LAMBDASTACK_TERRAFORM` names, else the first of terraform and tofu in PATH. Throws, refused,
 * `terraform-missing`, `terraform-not-runnable`, `terraform-version-unknown`, `terraform-too-old`.
 */
export async function findTerraform(environment: Environment): Promise<Terraform> {
  const named = environment.LAMBDASTACK_TERRAFORM;
  const command = named ? await withPath(named, environment) : await firstInPath(names, environment);
  if (command === undefined) throw terraformMissing(named ? [named] : names);
  const version = await versionOf(command, environment);
  if (isOlder(version, least)) throw terraformTooOld(command, version, least);
  return { command, version };
}

async function withPath(named: string, environment: Environment): Promise<string | undefined> {
  return isAbsolute(named) || named.includes("/") ? resolve(named) : firstInPath([named], environment);
}

async function firstInPath(candidates: readonly string[], environment: Environment): Promise<string | undefined> {
  const directories = (environment.PATH ?? "").split(delimiter).filter((directory) => isAbsolute(directory));
  for (const name of candidates)
    for (const directory of directories) if (await isRunnable(join(directory, name))) return join(directory, name);
  return undefined;
}

const isRunnable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function versionOf(command: string, environment: Environment): Promise<string> {
  const asked = { command, arguments: ["version", "-json"], environment: quiet(environment), timeLimit: 60 };
  const { stdout } = await execute(asked).catch((cause: unknown) => {
    throw terraformNotRunnable(command, cause);
  });
  // warnings about the user's own configuration file may stand before it
  const found = /"terraform_version":\s*"(\d+\.\d+\.\d+[^"]*)"/.exec(stdout)?.[1];
  if (found === undefined) throw terraformVersionUnknown(command, stdout);
  return found;
}

const quiet = (environment: Environment): Environment => ({ ...environment, CHECKPOINT_DISABLE: "1" });

/** Pre-releases count as the release they precede. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split("-")[0]?.split(".").map(Number) ?? []);
  for (const place of [0, 1, 2]) {
    const difference = (one?.[place] ?? 0) - (other?.[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
