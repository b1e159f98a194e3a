import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { fencesOf, root } from "../unit/docs/markdown-files.ts";
import { filesOf } from "../unit/docs/written-pages.ts";

const page = "docs/write-a-role.md";

/** The command lines of the page's one block of them, in its order. */
const commands = fencesOf({ path: page, text: readFileSync(join(root, page), "utf8") })
  .filter(({ language, text }) => language === "sh" && text.includes("lambdastack apply"))
  .flatMap(({ text }) => text.trim().split("\n"));

describe.skipIf(!machinesPossible())("the page on writing a role, followed word by word on a real machine", () => {
  let folder: string;
  const run = (line: string) => {
    const [program, ...words] = line.split(" ");
    expect(program).toBe("lambdastack");
    return start("lambdastack", words, folder).ended;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "write-a-role-"));
    for (const { title = "", text } of filesOf(page)) {
      const file = join(folder, title === "input.yaml" ? title : join("roles", title));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  });
  afterAll(async () => {
    await run("lambdastack destroy -b build/caches --auto-approve --purge");
    rmSync(folder, { recursive: true, force: true });
  });

  it("has commands to follow", () => {
    expect(commands.length).toBeGreaterThanOrEqual(5);
  });

  it.each(commands)("%s", async (line) => {
    const { status, stderr } = await run(line);

    expect(status, stderr).toBe(0);
  });

  it("changes nothing the second time, and one setting as one file and one restart", async () => {
    const again = await run("lambdastack plan -f input.yaml --plugins roles --detailed-exitcode");
    writeFileSync(
      join(folder, "input.yaml"),
      readFileSync(join(folder, "input.yaml"), "utf8").replace("memory: 128", "memory: 96"),
    );
    const changed = await run("lambdastack plan -f input.yaml --plugins roles --json");

    expect(again.status).toBe(0);
    const { machines } = JSON.parse(changed.stdout) as {
      machines: { changes: { action: string; resource: string }[] }[];
    };
    expect(machines.flatMap(({ changes }) => changes.map(({ action, resource }) => `${action} ${resource}`))).toEqual([
      "update file:/etc/redis/redis.conf",
      "restart service:redis-server.service",
    ]);
  });
});
