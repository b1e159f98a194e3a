import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import { StackError } from "../errors/stack-error.ts";
import type { RepositoryFile } from "./repository-file.ts";

const place = (buildFolder: string): string => join(buildFolder, "repository.yml");

/** Undefined where no repository was made. Throws `repository-file-invalid`. */
export async function readRepositoryFile(buildFolder: string): Promise<RepositoryFile | undefined> {
  const path = place(buildFolder);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const value = parsed(text);
  const texts = [value?.address, value?.release];
  if (value?.kind !== "repository" || value.version !== 1 || !texts.every((one) => typeof one === "string"))
    throw repositoryFileInvalid(path);
  return value as RepositoryFile;
}

/** Nothing is written where it says so already. */
export async function writeRepositoryFile(buildFolder: string, file: RepositoryFile): Promise<void> {
  const text = stringify(file, { lineWidth: 0 });
  const before = await readFile(place(buildFolder), "utf8").catch(() => undefined);
  if (before !== text) await writeFileAtomic(place(buildFolder), text);
}

function parsed(text: string): Partial<RepositoryFile> | undefined {
  try {
    return parse(text) as Partial<RepositoryFile>;
  } catch {
    return undefined;
  }
}

const repositoryFileInvalid = (path: string) =>
  new StackError("repository-file-invalid", `${path} does not say where the repository is.`, {
    hint: "Remove it: the next `repo create` writes it anew.",
    ending: "invalid",
    location: { file: path },
  });
