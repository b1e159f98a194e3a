import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hashTree } from "../engine/hash-tree.ts";
import { execute } from "../exec/execute.ts";
import { contentHash } from "../shell/content-hash.ts";
import { galaxyFailed } from "./errors.ts";

/** Where a role's shared roles and collections lie. */
export interface Galaxy {
  roles: string[];
  collections: string[];
}

/**
 * Installs what `roles/requirements.yml` and `collections/requirements.yml` (also below `resources/project`) ask for,
 * once per content of the file's folder, so that an archive in it can be named by its path from there. Throws
 * `galaxy-failed`.
 */
export async function installGalaxy(directory: string, into: string): Promise<Galaxy> {
  const found: Galaxy = { roles: [], collections: [] };
  for (const kind of ["roles", "collections"] as const)
    for (const root of [directory, join(directory, "resources", "project")]) {
      const file = join(root, kind, "requirements.yml");
      if (existsSync(file)) found[kind].push(await install(kind, file, into));
    }
  return found;
}

async function install(kind: keyof Galaxy, file: string, into: string): Promise<string> {
  const hash = contentHash(`${file}${await hashTree(dirname(file))}`).slice(0, 16);
  const target = join(into, `${kind}-${hash}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const type = kind === "roles" ? "role" : "collection";
  const result = await execute({
    command: "ansible-galaxy",
    arguments: [type, "install", "-r", file, "-p", unfinished],
    cwd: dirname(file),
    timeLimit: 900,
  });
  const said = `${result.stdout}\n${result.stderr}`;
  if (result.status !== 0) throw galaxyFailed(file, said.trim().split("\n").slice(-5).join("\n"));
  await rename(unfinished, target);
  return target;
}
