import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAccounts } from "./accounts.ts";

/** Programs that answer as a database would: this machine's own, and what the others say over the network. */
const programs = {
  runuser: `case "$*" in *pg_is_in_recovery*) echo "$OWN";; *) echo made;; esac`,
  psql: `[ "$OTHER" != unknown ] || exit 2\necho "$OTHER"`,
};

describe("accounts for replication", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "accounts-"));
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const made = (own: string, other: string) => {
    const env = { PATH: `${folder}:${process.env.PATH}`, OWN: own, OTHER: other, OTHERS: "192.0.2.12" };
    const { status, stdout } = spawnSync("sh", ["-c", makeAccounts], { env, encoding: "utf8" });
    expect(status).toBe(0);
    return stdout.trim() === "made";
  };

  it.each([
    ["a primary with a standby", "f", "t", true],
    ["a primary whose password the others do not know yet, as after a restore", "f", "unknown", true],
    ["a standby", "t", "f", false],
    ["a standby that does not know the password yet, as after a restore", "t", "unknown", false],
    ["a database of which another one is the primary", "f", "f", false],
  ])("of %s", (_title, own, other, isMade) => {
    expect(made(own, other)).toBe(isMade);
  });
});
