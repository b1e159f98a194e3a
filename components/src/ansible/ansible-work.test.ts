import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role, Run, TaskContext } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ansibleWork } from "./ansible-work.ts";
import { applyTogether } from "./apply-together.ts";

const isPossible = spawnSync("ansible-playbook", ["--version"]).status === 0;

describe.skipIf(!isPossible)("the Ansible roles of a run", () => {
  let folder: string;
  const outputs = new Map<string, string>();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ansible-work-"));
    mkdirSync(join(folder, "pages/apply/tasks"), { recursive: true });
    writeFileSync(join(folder, "inventory.yml"), "all: {hosts: {web-1: {ansible_connection: local}}}\n");
    writeFileSync(
      join(folder, "pages/apply/tasks/main.yml"),
      `- ansible.builtin.copy: {dest: "{{ pages_file }}", content: "{{ pages_password }}"}
- ansible.builtin.set_stats: {data: {url: "http://{{ inventory_hostname }}"}, per_host: true}
`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const parts = () => {
    const role = {
      name: "pages",
      directory: join(folder, "pages"),
      tasks: { apply: join(folder, "pages/apply/tasks/main.yml") },
      manifest: { publishes: { url: { type: "string" } } },
    } as unknown as Role;
    const run = {
      id: "run",
      folder: { root: folder, runs: join(folder, "runs"), inventory: join(folder, "inventory.yml") },
      workspace: { settings: { concurrency: 2 }, givenSecrets: {} },
      secrets: { read: () => "s3cret-text" },
      outputs: {
        read: (machine: string, name: string) => outputs.get(`${machine} ${name}`),
        write: async (machine: string, name: string, text: string) => void outputs.set(`${machine} ${name}`, text),
      },
      facts: new Map([["web-1", {}]]),
      events: { emit: () => undefined },
    } as unknown as Run;
    const context = {
      machine: { name: "web-1" },
      config: { file: join(folder, "page"), password: { $tag: "secret", name: "password" } },
      consumed: {},
      shared: {},
      cluster: { name: "demo" },
    } as unknown as TaskContext;
    return { role, run, context };
  };

  it("hands an output to consumers until the value is sure, applies what waits, and is unchanged afterwards", async () => {
    const { role, run, context } = parts();
    const work = ansibleWork(run);

    const [before] = await work.estimate(role, [context]);
    const { failed, changed } = await applyTogether({ role, machines: ["web-1"], work, ground: async () => 0 });
    const again = ansibleWork(run);
    const [after] = await again.estimate(role, [context]);

    expect(before?.value.value).toEqual({ $tag: "output", machine: "web-1", name: "ansible:pages:url" });
    expect([...failed]).toEqual([]);
    expect(changed).toBe(1);
    expect(readFileSync(join(folder, "page"), "utf8")).toBe("s3cret-text");
    expect(work.published("pages")).toEqual({ url: { "web-1": "http://web-1" } });
    expect(outputs.get("web-1 ansible:pages:url")).toBe("http://web-1");
    expect(after?.value.value).toBe("http://web-1");
    expect(again.isWaiting("pages", "web-1")).toBe(false);
  }, 90_000);
});
