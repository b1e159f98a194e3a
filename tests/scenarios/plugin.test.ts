import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { writeNotesRole } from "../lab/notes-role.ts";

describe("a role of one's own", () => {
  let folder: string;
  const run = (...words: string[]) => start("lambdastack", words, folder).ended;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plugin-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["ts", "ansible"])("is written whole in %s, and valid as it stands", async (kind) => {
    const written = await run("plugin", "new", `my-cache-${kind}`, "--kind", kind);
    const again = await run("plugin", "new", `my-cache-${kind}`, "--kind", kind);
    const verified = await run("plugin", "verify", `roles/my-cache-${kind}`, "--level", "valid");

    expect(written.status, written.stderr).toBe(0);
    expect(again.status).not.toBe(0);
    expect(verified.status, verified.stdout + verified.stderr).toBe(0);
  });

  it.skipIf(!machinesPossible())(
    "is idempotent, honest and auditable on a real machine, which is gone afterwards",
    async () => {
      const words = ["--address-pool", "10.99.0.0/24", "--level", "auditable", "--junit", "report.xml", "--json"];
      const verified = await run("plugin", "verify", "roles/my-cache-ts", ...words);

      expect(verified.status, verified.stderr).toBe(0);
      const { reached, levels } = JSON.parse(verified.stdout) as { reached: string; levels: { outcome: string }[] };
      expect(reached).toBe("auditable");
      expect(levels.map(({ outcome }) => outcome)).toEqual(Array(4).fill("reached"));
      const report = readFileSync(join(folder, "report.xml"), "utf8");
      expect(report).toMatch(/<testsuites tests="\d+" failures="0" errors="0"/);
      expect(report.match(/<testsuite name=/g)).toHaveLength(4);
    },
  );

  it.skipIf(!machinesPossible())(
    "is idempotent and honest in Ansible too, whose changes on a machine are not audited",
    async () => {
      const words = ["--address-pool", "10.100.0.0/24", "--level", "auditable", "--json"];
      const verified = await run("plugin", "verify", "roles/my-cache-ansible", ...words);

      const { levels } = JSON.parse(verified.stdout) as { levels: { outcome: string; problems: string[] }[] };
      expect(levels.map(({ outcome, problems }) => [outcome, ...problems])).toEqual([
        ["reached"],
        ["reached"],
        ["reached"],
        ["not applicable", "Ansible says what differs from its tasks, not what somebody changed."],
      ]);
    },
  );

  it.skipIf(!machinesPossible())("is recoverable where its data come back onto a machine made anew", async () => {
    writeNotesRole(join(folder, "roles"), "notes", "cat >/srv/notes/all");

    const verified = await run("plugin", "verify", "roles/notes", "--address-pool", "10.107.0.0/24", "--json");

    expect(verified.status, verified.stdout + verified.stderr).toBe(0);
    const { reached, levels } = JSON.parse(verified.stdout) as { reached: string; levels: { outcome: string }[] };
    expect([reached, ...levels.map(({ outcome }) => outcome)]).toEqual(["recoverable", ...Array(5).fill("reached")]);
  });

  it.skipIf(!machinesPossible())("is not recoverable where its restore loses data, and is told which", async () => {
    writeNotesRole(join(folder, "roles"), "forgetful", "head -n 2 >/srv/notes/all");

    const verified = await run("plugin", "verify", "roles/forgetful", "--address-pool", "10.107.1.0/24", "--json");

    expect(verified.status).toBe(1);
    const { reached, levels } = JSON.parse(verified.stdout) as { reached: string; levels: { problems: string[] }[] };
    expect(reached).toBe("auditable");
    expect(levels.at(-1)?.problems).toEqual([
      'After the restore, the data on try-verify-subject-1 are not what they were: line 3 was "three", and is "".',
    ]);
  });

  it("is warned of where it has Ansible roles that nobody else can use", async () => {
    mkdirSync(join(folder, "roles/my-cache-ansible/roles/shared"), { recursive: true });
    const { status, stdout } = await run("plugin", "verify", "roles/my-cache-ansible", "--level", "valid");
    rmSync(join(folder, "roles/my-cache-ansible/roles"), { recursive: true });

    expect(status).toBe(0);
    expect(stdout).toContain("Warning: Role my-cache-ansible has Ansible roles of its own: shared.");
  });
});
