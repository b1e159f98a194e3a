import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../computer/run.ts";
import { interrupted } from "../errors.ts";
import type { Recipe } from "./recipe.ts";
import { aptProxies } from "./sources.ts";

export interface BuildRequest {
  recipe: Recipe;
  /** Receives `root/`. */
  directory: string;
  signal: AbortSignal;
  progress: (line: string) => void;
}

/**
 * All of the build's processes and mounts live in namespaces of their own that end with this process, also when it
 * is killed, so nothing goes on writing and no mount of the build is ever seen outside.
 */
const contained = ["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"];

export async function buildImage({ recipe, directory, signal, progress }: BuildRequest): Promise<void> {
  const hook = join(directory, "prepare.sh");
  const sources = join(directory, "sources.list");
  await writeFile(hook, recipe.prepare, { mode: 0o755 });
  await writeFile(sources, `${recipe.sources.join("\n")}\n`);
  const args = [
    ...["--mode=root", "--format=directory", "--variant=minbase"],
    `--include=${recipe.packages.join(",")}`,
    '--customize-hook="$PREPARE" "$1"',
    ...[recipe.suite, join(directory, "root"), sources],
  ];
  const env = { ...(await aptProxies()), PREPARE: hook, TMPDIR: directory, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("setpriv", [...contained, "mmdebstrap", ...args], { env, signal, onLine: progress });
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  }
}
