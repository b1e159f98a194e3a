import { existsSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { badToolFlag } from "../errors.ts";
import type { BundleSource } from "../write-bundle.ts";
import { fileMember } from "./file-member.ts";
import { treeMembers } from "./tree-members.ts";

export interface ToolOptions {
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** `NAME=PATH` of programs. */
  tools: readonly string[];
  /** `NAME=DIR` of folders; `terraform-providers` is a mirror of Terraform's providers. */
  toolFolders: readonly string[];
}

export interface Tools {
  /** Path of each program by its name. */
  programs: ReadonlyMap<string, string>;
  folders: ReadonlyMap<string, string>;
}

const foundInPath = ["terraform", "tofu"];
const toolName = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** The tools that the flags name, and Terraform or OpenTofu where PATH has one and no flag names it. */
export function namedTools({ cwd, environment, tools, toolFolders }: ToolOptions): Tools {
  const programs = namedPaths("--tool", tools, cwd);
  const folders = namedPaths("--tool-dir", toolFolders, cwd);
  if (!foundInPath.some((name) => programs.has(name))) {
    const found = foundInPath.map((name) => [name, inPath(name, environment)] as const).find(([, path]) => path);
    if (found?.[1]) programs.set(found[0], found[1]);
  }
  return { programs, folders };
}

function namedPaths(flag: string, values: readonly string[], cwd: string): Map<string, string> {
  const isFolder = flag === "--tool-dir";
  return new Map(
    values.map((value) => {
      const [, name = "", given = ""] = /^([^=]*)=(.+)$/.exec(value) ?? [];
      const path = resolve(cwd, given);
      if (!toolName.test(name) || !existsSync(path) || statSync(path).isDirectory() !== isFolder)
        throw badToolFlag(flag, value);
      return [name, path];
    }),
  );
}

function inPath(name: string, { PATH = "" }: ToolOptions["environment"]): string | undefined {
  const folders = PATH.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path) && statSync(path).isFile());
}

/** Each program as `tools/<name>/bin/<name>`, each folder below `tools/<name>/`. */
export async function toolMembers({ programs, folders }: Tools): Promise<BundleSource[]> {
  const members: BundleSource[] = [];
  for (const [name, path] of programs) {
    if (name === "node") continue;
    members.push({ ...(await fileMember(path, { path: `tools/${name}/bin/${name}`, kind: "tool" })), mode: "755" });
  }
  for (const [name, folder] of folders)
    members.push(...(await treeMembers(folder, { path: `tools/${name}`, kind: "tool" })));
  return members;
}
