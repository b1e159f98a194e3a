import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { productDirectory } from "@lambdastack/core";
import { folderExists, notARoleName } from "../errors.ts";
import type { ScaffoldKind } from "./kinds.ts";

export interface ScaffoldOptions {
  name: string;
  kind: ScaffoldKind;
  /** Folder that the role's folder is made in. */
  directory: string;
}

/** The name that stands in the scaffolds, each of which is a whole role of its own. */
const placeholder = "my-role";

/** Makes the folder of a new role and returns its files, relative to it. Throws where the folder is there already. */
export async function writeScaffold({ name, kind, directory }: ScaffoldOptions): Promise<string[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw notARoleName(name);
  const folder = join(directory, name);
  if (existsSync(folder)) throw folderExists(folder);
  const source = join(productDirectory(), "lambdastack/scaffolds", kind, placeholder);
  const files = (await filesBelow(source)).map((file) => relative(source, file)).sort();
  for (const file of files)
    await write(join(folder, renamed(file, name)), await readFile(join(source, file), "utf8"), name);
  return files.map((file) => renamed(file, name));
}

async function write(file: string, text: string, name: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, renamed(text, name));
}

const renamed = (text: string, name: string): string =>
  text
    .replaceAll(placeholder, name)
    .replaceAll("my_role", name.replaceAll("-", "_"))
    .replaceAll("MyRole", pascalCase(name));

const pascalCase = (name: string): string =>
  name
    .split("-")
    .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
    .join("");

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
