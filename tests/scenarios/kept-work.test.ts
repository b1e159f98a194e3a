import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout } from "../lab/lambdastack.ts";

/** What a command works out is kept in the user's cache; these tests need no machine and no root. */
describe("what a command keeps for the next", () => {
  let home: string;
  const validate = () =>
    spawnSync(
      process.execPath,
      [join(checkout, "lambdastack/dist/cli.cjs"), "validate", "-f", join(checkout, "examples/postgresql-only.yaml")],
      { encoding: "utf8", cwd: home, env: { ...process.env, HOME: home, XDG_CACHE_HOME: "" } },
    );
  const kept = (folder: string) => join(home, ".cache/lambdastack", folder);
  const files = () =>
    ["code", "documents"].flatMap((folder) => readdirSync(kept(folder)).map((name) => join(kept(folder), name)));

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "kept-work-"));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("is used by the next, whose answer is the same", () => {
    const first = validate();
    const made = files().map((file) => statSync(file).mtimeMs);
    const second = validate();

    expect(first.status, first.stderr).toBe(0);
    expect(second).toMatchObject({ status: 0, stdout: first.stdout, stderr: first.stderr });
    expect(made.length).toBeGreaterThan(2);
    expect(files().map((file) => statSync(file).mtimeMs)).toEqual(made);
  });

  test("does no harm when it was torn or changed", () => {
    const before = validate();
    for (const [index, file] of files().entries()) {
      const content = readFileSync(file);
      content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 255;
      writeFileSync(file, index % 2 === 0 ? content : content.subarray(0, 40));
    }

    const after = validate();

    expect(after).toMatchObject({ status: 0, stdout: before.stdout, stderr: before.stderr });
  });
});
