import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backupDirectory, directoryScripts, type Role, type Run, type TaskContext } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryPlays } from "./directory-plays.ts";

const isPossible = spawnSync("ansible-playbook", ["--version"]).status === 0;
const machines = ["web-1", "web-2"];
const { empty, isFilled, remove } = directoryScripts("pages");

describe.skipIf(!isPossible)("a backup that is written for Ansible", () => {
  let folder: string;
  let done: string[];
  /** Machines on which something lies in the directory. */
  let filled: string[];
  beforeEach(() => {
    [done, filled] = [[], ["web-1"]];
    folder = mkdtempSync(join(tmpdir(), "directory-plays-"));
    const local = "{ansible_connection: local, ansible_become: false}";
    writeFileSync(join(folder, "inventory.yml"), `all: {hosts: {web-1: ${local}, web-2: ${local}}}\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const noted = async (tasks: string) => {
    mkdirSync(join(folder, "pages/backup/tasks"), { recursive: true });
    const file = join(folder, "pages/backup/tasks/main.yml");
    writeFileSync(file, tasks);
    const role = { name: "pages", directory: join(folder, "pages"), tasks: { backup: file }, manifest: {} };
    const plays = directoryPlays(run(), "backup");
    await plays.note(role as unknown as Role, machines.map(context));
    return plays;
  };
  const run = () =>
    ({
      id: "run",
      folder: { root: folder, runs: join(folder, "runs"), inventory: join(folder, "inventory.yml") },
      workspace: { settings: { concurrency: 2 }, givenSecrets: {} },
      events: { emit: () => undefined },
      sessions: {
        get: async (machine: string) => ({ machine, run: ({ script }: { script: string }) => answer(machine, script) }),
      },
    }) as unknown as Run;
  const answer = async (machine: string, script: string) => {
    if (script === isFilled) return { status: filled.includes(machine) ? 0 : 1, stderr: "" };
    done.push(`${machine} ${script === empty ? "empty" : script === remove ? "remove" : script}`);
    return { status: 0, stderr: "" };
  };
  const context = (name: string) =>
    ({ machine: { name }, config: {}, consumed: {}, shared: {}, cluster: { name: "demo" } }) as unknown as TaskContext;
  const taken = async (tasks: string) => {
    const play = (await noted(tasks)).of("pages", machines);
    if (!play) throw new Error("the role is none for Ansible");
    return Promise.allSettled(
      machines.map((machine) =>
        play.lend(machine, async () => {
          const isPlayed = await play.play(machine);
          done.push(`${machine} taken`);
          return isPlayed;
        }),
      ),
    );
  };

  it("is played once for all machines, between an empty directory and none", async () => {
    const file = join(folder, "played");
    const ends = await taken(
      `- ansible.builtin.shell: echo {{ lambdastack_backup_directory }} >>${file}\n  run_once: true\n`,
    );

    expect(ends).toEqual(machines.map(() => ({ status: "fulfilled", value: true })));
    expect(done.slice().sort()).toEqual(
      machines.flatMap((machine) => [`${machine} empty`, `${machine} remove`, `${machine} taken`]),
    );
    expect(done.findIndex((line) => line.endsWith("taken"))).toBe(2);
    expect(readFileSync(file, "utf8")).toBe(`${backupDirectory("pages")}\n`);
  }, 60_000);

  it("fails on the machine where a task fails, and leaves no directory", async () => {
    const ends = await taken(
      "- {name: Dump, ansible.builtin.fail: {msg: full}, when: inventory_hostname == 'web-2'}\n",
    );

    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(ends[1]).toMatchObject({ reason: { code: "ansible-task-failed" } });
    expect(done).toContain("web-2 remove");
    expect(done).not.toContain("web-2 taken");
  }, 60_000);

  it("is none where it placed no file on any machine, which is told once", async () => {
    filled = [];

    const ends = await taken("- ansible.builtin.debug: {msg: nothing}\n");

    const told = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.code] : []));
    expect(told).toEqual(["nothing-placed"]);
  }, 60_000);

  it("is not played once a machine cannot come", async () => {
    const file = join(folder, "played");
    const plays = await noted(`- ansible.builtin.copy: {dest: ${file}, content: x}\n`);
    const play = plays.of("pages", machines);

    const waiting = play?.lend("web-1", () => play.play("web-1"));
    const failing = play?.lend("web-2", () => Promise.reject(new Error("the disk is full")));

    await expect(failing).rejects.toThrow("the disk is full");
    expect(await waiting).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it("is none of a role that was not noted", async () => {
    expect(directoryPlays(run(), "backup").of("pages", machines)).toBeUndefined();
  });
});
