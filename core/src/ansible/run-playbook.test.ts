import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Role } from "../plugin-host/role.ts";
import { createRedactor } from "../secrets/redactor.ts";
import { estimateOf, publishedOn } from "./estimate.ts";
import { type Playbook, runPlaybook } from "./run-playbook.ts";

const isPossible = spawnSync("ansible-playbook", ["--version"]).status === 0;
const secret = 'a "quoted" secret';

describe.skipIf(!isPossible)("ansible-playbook", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "run-playbook-"));
    write("inventory.yml", "all: {hosts: {web-1: {ansible_connection: local}}}\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const playbook = (mode: "check" | "apply", more: Partial<Playbook> = {}): Playbook => ({
    role: {
      name: "pages",
      directory: join(folder, "pages"),
      tasks: { apply: join(folder, "pages/apply/tasks/main.yml") },
    } as Role,
    task: "apply",
    isCheck: mode === "check",
    machines: ["web-1"],
    inventory: join(folder, "inventory.yml"),
    variables: JSON.stringify({
      all: { children: { pages: { hosts: { "web-1": { page: join(folder, "page"), password: secret } } } } },
    }),
    galaxy: join(folder, "galaxy"),
    keep: join(folder, "kept"),
    forks: 2,
    redactor: createRedactor([secret]),
    ...more,
  });

  it("says in check mode what would change and what it cannot know, and changes it afterwards", async () => {
    write(
      "pages/apply/tasks/main.yml",
      `- ansible.builtin.copy: {dest: "{{ page }}", content: "{{ password }}\\n"}
  name: Write
- ansible.builtin.command: "true"
  name: Command
- ansible.builtin.debug: {msg: x}
  name: Never in check mode
  when: not ansible_check_mode
- ansible.builtin.debug: {msg: x}
  name: Not asked for
  when: false
- ansible.builtin.set_stats: {data: {url: "http://x"}, per_host: true}
`,
    );

    const { changes, published } = estimateOf("pages", "web-1", await runPlaybook(playbook("check")));
    const isChangedByCheck = existsSync(join(folder, "page"));
    const events = await runPlaybook(playbook("apply"));

    expect(changes.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      "update ansible:Write",
      "may-run ansible:Command",
      "may-run ansible:Never in check mode",
    ]);
    expect(changes[0]?.differences[0]?.diff).toContain("+(sensitive)");
    expect(published).toEqual({ url: "http://x" });
    expect(isChangedByCheck).toBe(false);
    expect(readFileSync(join(folder, "page"), "utf8")).toBe(`${secret}\n`);
    expect(publishedOn("web-1", events)).toEqual({ url: "http://x" });
    expect(readFileSync(join(folder, "kept/pages-apply/return-code"), "utf8")).toBe("0\n");
    const holds = spawnSync("grep", ["-rl", "quoted", join(folder, "kept")], { encoding: "utf8" });
    expect(holds.stdout).toBe("");
  }, 60_000);

  it("takes what fails in check mode and may for unknown, and keeps a number of a whole expression", async () => {
    write(
      "pages/apply/tasks/main.yml",
      `- ansible.builtin.command: /does/not/exist
  name: Not yet there
  check_mode: false
  ignore_errors: "{{ ansible_check_mode }}"
- ansible.builtin.set_stats: {data: "{{ {'exporter': {'port': page | length}} }}", per_host: true}
`,
    );

    const estimate = estimateOf("pages", "web-1", await runPlaybook(playbook("check")));

    expect(estimate.deferred).toBeUndefined();
    expect(estimate.changes.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      "may-run ansible:Not yet there",
    ]);
    expect(estimate.published).toEqual({ exporter: { port: join(folder, "page").length } });
  }, 60_000);

  it("names what keeps a playbook from running", async () => {
    write("pages/apply/tasks/main.yml", "- no.such.module: {}\n");

    await expect(runPlaybook(playbook("apply"))).rejects.toMatchObject({ code: "playbook-broken" });
  }, 60_000);

  it("is ended with all its children when the run is interrupted", async () => {
    write("pages/apply/tasks/main.yml", `- ansible.builtin.wait_for: {timeout: 300}\n  name: Wait\n`);
    const stop = new AbortController();
    const isTold = (event: { event: string; task?: string }) => event.event === "task" && event.task?.includes("Wait");

    const ended = runPlaybook(
      playbook("apply", { signal: stop.signal, onEvent: (event) => isTold(event) && stop.abort() }),
    );

    await expect(ended).rejects.toMatchObject({ code: "interrupted" });
    expect(spawnSync("pgrep", ["-f", `ansible-playbook.*${folder}`]).status).toBe(1);
  }, 60_000);

  it("installs shared roles from an archive beside them, once as long as it is the same", async () => {
    const archive = (content: string) => {
      write("shared/tasks/main.yml", `- ansible.builtin.copy: {dest: "{{ page }}", content: ${content}}\n`);
      spawnSync("tar", ["-czf", join(folder, "pages/roles/shared.tar.gz"), "-C", folder, "shared"]);
    };
    write(
      "shared/meta/main.yml",
      "galaxy_info: {author: x, description: x, license: x, min_ansible_version: '2.14'}\n",
    );
    mkdirSync(join(folder, "pages/roles"), { recursive: true });
    archive("first");
    write("pages/roles/requirements.yml", "- src: shared.tar.gz\n  name: shared\n");
    write("pages/apply/tasks/main.yml", "- ansible.builtin.include_role: {name: shared}\n");

    await runPlaybook(playbook("apply"));
    const [installed] = readdirSync(join(folder, "galaxy"));
    writeFileSync(join(folder, "galaxy", installed ?? "", "mark"), "");
    await runPlaybook(playbook("apply"));

    expect(readFileSync(join(folder, "page"), "utf8")).toBe("first");
    expect(readdirSync(join(folder, "galaxy"))).toEqual([installed]);
    expect(existsSync(join(folder, "galaxy", installed ?? "", "mark"))).toBe(true);

    archive("second");
    await runPlaybook(playbook("apply"));

    expect(readFileSync(join(folder, "page"), "utf8")).toBe("second");
  }, 180_000);
});
