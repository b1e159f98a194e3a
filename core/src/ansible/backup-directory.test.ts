import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TaskContext } from "../plugin-host/task.ts";
import { resourceBuilders } from "../resources/builders.ts";
import { fillDirectory, takeDirectory } from "./backup-directory.ts";

const context = { resource: resourceBuilders } as unknown as TaskContext;

describe("the files of a role in Ansible", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "backup-directory-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const load = async () => (await fillDirectory({ name: "pages", directory })(context))[0]?.props;

  it("go into one file of the backup, and come from the one of the same name", async () => {
    const [dump] = await takeDirectory({ name: "pages" })(context);

    expect(dump).toMatchObject({ type: "dump", props: { name: "files.tar.gz" } });
    expect(await load()).toMatchObject({ name: "files.tar.gz" });
  });

  it("replace data whose age the role's own script tells", async () => {
    mkdirSync(join(directory, "restore"));
    writeFileSync(join(directory, "restore/newest.sh"), "stat -c %Y /srv/pages\n");

    expect(await load()).toMatchObject({ newest: "stat -c %Y /srv/pages\n" });
  });

  it("do not replace data unasked where the role has no such script", async () => {
    const { status, stderr } = spawnSync("sh", ["-c", String((await load())?.newest)], { encoding: "utf8" });

    expect([status, stderr]).toEqual([1, "it has no restore/newest.sh\n"]);
  });
});
