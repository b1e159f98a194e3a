import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { memoryLimitFailed } from "../errors.ts";
import { hierarchies } from "./control-groups.ts";

/** Where version 2 and version 1 keep it, with their words for none. */
const files = [
  { file: "memory.max", none: "max" },
  { file: "memory.limit_in_bytes", none: "-1" },
] as const;

/** Version 1 says an enormous number where there is none. */
const enormous = 2 ** 60;

/** Bytes that the group may use; undefined where there is no limit. */
export async function memoryLimitOf(path: string): Promise<number | undefined> {
  for (const hierarchy of await hierarchies()) {
    for (const { file } of files) {
      const text = await readFile(join(hierarchy.path, path, file), "utf8").catch(() => "");
      const limit = Number(text);
      if (text.trim() !== "" && limit < enormous) return limit;
    }
  }
  return undefined;
}

/** Holds for what runs in the group already. Throws `memory-limit-failed`. */
export async function limitMemory(path: string, bytes: number | undefined): Promise<void> {
  const problems: string[] = [];
  for (const hierarchy of await hierarchies()) {
    if (hierarchy.type === "cgroup2" && bytes !== undefined)
      await offerMemory(hierarchy.path, join(hierarchy.path, path));
    for (const { file, none } of files) {
      const problem = await writeFile(join(hierarchy.path, path, file), bytes === undefined ? none : String(bytes), {
        flag: "r+",
      }).then(
        () => "",
        (error: Error) => error.message,
      );
      if (problem === "") return;
      problems.push(problem);
    }
  }
  if (bytes !== undefined)
    throw memoryLimitFailed(
      bytes,
      problems.filter((problem) => !problem.startsWith("ENOENT")),
    );
}

/** In version 2 a group counts memory where all those above it hand the counting down. */
async function offerMemory(top: string, directory: string): Promise<void> {
  const above = dirname(directory);
  if (above !== top) await offerMemory(top, above);
  // Where the computer has no such hierarchy, writing the limit says so.
  await writeFile(join(above, "cgroup.subtree_control"), "+memory", { flag: "r+" }).catch(() => undefined);
}
