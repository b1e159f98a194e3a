import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

describe("a role of one's own", () => {
  let folder: string;
  const run = (...words: string[]) => start("lambdastack", words, folder).ended;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plugin-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is written whole, and valid as it stands", async () => {
    const written = await run("plugin", "new", "my-cache");
    const again = await run("plugin", "new", "my-cache");
    const verified = await run("plugin", "verify", "roles/my-cache", "--level", "valid");

    expect(written.status, written.stderr).toBe(0);
    expect(again.status).not.toBe(0);
    expect(verified.status, verified.stdout + verified.stderr).toBe(0);
  });

  it.skipIf(!machinesPossible())(
    "is idempotent, honest and auditable on a real machine, which is gone afterwards",
    async () => {
      const words = ["--address-pool", "10.99.0.0/24", "--level", "auditable", "--junit", "report.xml", "--json"];
      const verified = await run("plugin", "verify", "roles/my-cache", ...words);

      expect(verified.status, verified.stderr).toBe(0);
      const { reached, levels } = JSON.parse(verified.stdout) as { reached: string; levels: { outcome: string }[] };
      expect(reached).toBe("auditable");
      expect(levels.map(({ outcome }) => outcome)).toEqual(Array(4).fill("reached"));
      const report = readFileSync(join(folder, "report.xml"), "utf8");
      expect(report).toMatch(/<testsuites tests="\d+" failures="0" errors="0"/);
      expect(report.match(/<testsuite name=/g)).toHaveLength(4);
    },
  );
});
