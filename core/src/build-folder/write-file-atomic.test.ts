import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeEach, expect, it } from "vitest";
import { writeFileAtomic, writeFileAtomicSync } from "./write-file-atomic.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "write-"));
});

it("keeps the old content and says so when the disk takes only a part", async () => {
  const path = join(directory, "state.yml");
  await writeFile(path, "old");
  const script = fileURLToPath(new URL("fixtures/fill-disk.ts", import.meta.url));
  const limited = 'ulimit -f 64; exec "$0" --import jiti/register "$@"';

  const { stdout } = await promisify(execFile)("sh", ["-c", limited, execPath, script, path], {
    env: { ...env, JITI_FS_CACHE: "false" },
  });

  expect(stdout).toBe("disk-full\n");
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(directory)).toEqual(["state.yml"]);
});

it("leaves nothing behind where it cannot write", async () => {
  const path = join(directory, "missing", "file");

  await expect(writeFileAtomic(path, "text")).rejects.toMatchObject({ code: "not-written" });
  expect(() => writeFileAtomicSync(path, "text")).toThrow(expect.objectContaining({ code: "not-written" }));
});
