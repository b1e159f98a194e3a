import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Scripts for sh by which a role puts data in and reads them again, so that it can be seen whether a backup keeps them. */
export interface DataFixture {
  /** `verify/write-data.sh` */
  write: string;
  /** `verify/read-data.sh`: prints the data, the same text for the same data. */
  read: string;
}

/** Undefined where the role in the folder does not bring both. */
export async function dataFixture(folder: string): Promise<DataFixture | undefined> {
  const [write, read] = await Promise.all(
    ["write-data.sh", "read-data.sh"].map((name) => textOf(join(folder, "verify", name))),
  );
  return write === undefined || read === undefined ? undefined : { write, read };
}

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
