import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TaskContext } from "../plugin-host/task.ts";
import { resourceBuilders } from "../resources/builders.ts";
import { backupDirectory, directoryScripts, fillDirectory, takeDirectory } from "./backup-directory.ts";

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

  it("come back as they were, with their rights, into a folder that was emptied", async () => {
    const here = (script: unknown) =>
      String(script).replaceAll(dirname(backupDirectory("pages")), join(directory, "files"));
    const sh = (script: unknown, input?: Buffer) => {
      const { status, stdout, stderr } = spawnSync("sh", ["-c", here(script)], { input });
      expect(stderr.toString()).toBe("");
      return { status, stdout };
    };
    const { empty, isFilled, remove } = directoryScripts("pages");
    const folder = join(directory, "files/pages");
    const [dump] = await takeDirectory({ name: "pages" })(context);

    sh(empty);
    const isFilledBefore = sh(isFilled).status === 0;
    mkdirSync(join(folder, "deep"));
    writeFileSync(join(folder, "deep/page"), "hello\n", { mode: 0o640 });
    const isFilledAfter = sh(isFilled).status === 0;
    const { stdout } = sh(dump?.props.run);
    sh(remove);
    const isLeft = existsSync(folder);
    mkdirSync(folder);
    writeFileSync(join(folder, "of-a-killed-run"), "");
    sh(empty);
    sh((await load())?.run, stdout);

    expect([isFilledBefore, isFilledAfter, isLeft]).toEqual([false, true, false]);
    expect(readdirSync(folder)).toEqual(["deep"]);
    expect(readFileSync(join(folder, "deep/page"), "utf8")).toBe("hello\n");
    expect([statSync(join(folder, "deep/page")).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o640, 0o700]);
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
