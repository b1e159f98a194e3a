import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildFolder, computedFile, writeFileAtomic } from "@lambdastack/core";

/** What an init leaves in the build folder's `config/`. */
export interface Written {
  /** `<short>-config.yml`, which the user may edit. */
  text: string;
  /** `<short>-computed.json`: values as they were computed, by key, which tell what the user edited. */
  record: Readonly<Record<string, unknown>>;
}

const recordFile = (label: string) => `${label}-computed.json`;

/** Nothing of what is not there. A record that cannot be read counts as none: then everything in the file is the user's. */
export async function readInitialised({ config }: BuildFolder, label: string): Promise<Partial<Written>> {
  const read = (name: string) =>
    readFile(join(config, name), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
  const [text, record] = [await read(computedFile(label)), parsed(await read(recordFile(label)))];
  return { ...(text !== undefined && { text }), ...(record && text !== undefined && { record }) };
}

/** Returns the path of the configuration. */
export async function writeInitialised({ config }: BuildFolder, label: string, { text, record }: Written) {
  await mkdir(config, { recursive: true, mode: 0o700 });
  const file = join(config, computedFile(label));
  await writeFileAtomic(file, text);
  await writeFileAtomic(join(config, recordFile(label)), `${JSON.stringify(record, undefined, 2)}\n`);
  return file;
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
