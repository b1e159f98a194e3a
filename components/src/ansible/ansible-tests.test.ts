import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event, Role, Run, TaskContext } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ansibleTests } from "./ansible-tests.ts";

const isPossible = spawnSync("ansible-playbook", ["--version"]).status === 0;
const everything = () => true;

describe.skipIf(!isPossible)("tests written for Ansible", () => {
  let folder: string;
  let events: Event[];
  beforeEach(() => {
    events = [];
    folder = mkdtempSync(join(tmpdir(), "ansible-tests-"));
    mkdirSync(join(folder, "pages/test/tasks"), { recursive: true });
    const local = "{ansible_connection: local}";
    writeFileSync(join(folder, "inventory.yml"), `all: {hosts: {web-1: ${local}, web-2: ${local}}}\n`);
    writeFileSync(
      join(folder, "pages/test/tasks/main.yml"),
      `- {name: Runs, ansible.builtin.command: "true"}
- {name: Not here, ansible.builtin.debug: {msg: x}, when: false}
- name: Greets
  ansible.builtin.assert: {that: pages_greeting == "hello", fail_msg: "greets with {{ pages_greeting }}"}
- {name: Never reached, ansible.builtin.command: "true"}
`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const role = () =>
    ({
      name: "pages",
      directory: join(folder, "pages"),
      tasks: { test: join(folder, "pages/test/tasks/main.yml") },
      manifest: {},
    }) as unknown as Role;
  const run = () =>
    ({
      id: "run",
      folder: { root: folder, runs: join(folder, "runs"), inventory: join(folder, "inventory.yml") },
      workspace: { settings: { concurrency: 2 }, givenSecrets: {} },
      events: { emit: (event: Event) => events.push(event) },
    }) as unknown as Run;
  const context = (name: string, greeting: string) =>
    ({
      machine: { name },
      config: { greeting },
      consumed: {},
      shared: {},
      cluster: { name: "demo" },
    }) as unknown as TaskContext;

  it("are checks, one for each task that ran on a machine", async () => {
    const tests = ansibleTests(run());
    await tests.note(role(), [context("web-1", "hello"), context("web-2", "goodbye")]);

    const results = await tests.run(everything);

    const said = results.map(({ machine, check, passed, message }) => [machine, check, passed, message]);
    expect(said.filter(([machine]) => machine === "web-1")).toEqual([
      ["web-1", "ansible:Runs", true, undefined],
      ["web-1", "ansible:Greets", true, undefined],
      ["web-1", "ansible:Never reached", true, undefined],
    ]);
    expect(said.filter(([machine]) => machine === "web-2")).toEqual([
      ["web-2", "ansible:Runs", true, undefined],
      ["web-2", "ansible:Greets", false, "greets with goodbye"],
    ]);
    expect(events.filter(({ type }) => type === "check-finished")).toHaveLength(5);
  }, 90_000);

  it("leave out what the run is not about", async () => {
    const tests = ansibleTests(run());
    await tests.note(role(), [context("web-1", "hello"), context("web-2", "hello")]);

    const results = await tests.run(({ machine }) => machine === "web-2");

    expect([...new Set(results.map(({ machine }) => machine))]).toEqual(["web-2"]);
  }, 90_000);
});
