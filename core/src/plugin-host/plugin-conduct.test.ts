import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PluginFixture, pluginFixture } from "./plugin-fixture.ts";

const program = join(import.meta.dirname, "plugin-conduct.fixture.ts");
const jiti = import.meta.resolve("jiti/register");
const answer = `[{ type: "package", props: { name: "nginx" } }]`;

let fixture: PluginFixture;
beforeEach(() => {
  fixture = pluginFixture();
});
afterEach(() => fixture.remove());

/** Runs the tasks of roles in a process of their own, in this order. */
function run(roles: Readonly<Record<string, string>>) {
  for (const [name, task] of Object.entries(roles)) {
    fixture.role("roles", name);
    fixture.write(`roles/${name}/apply/index.ts`, task);
  }
  const words = ["run", join(fixture.root, "roles"), Object.keys(roles).join(","), "--json"];
  const ended = spawnSync(process.execPath, ["--import", jiti, program, ...words], {
    encoding: "utf8",
    env: { ...process.env, HOME: join(fixture.root, "home") },
  });
  return { ...ended, data: () => JSON.parse(ended.stdout) as Record<string, string> };
}

const sound = `export default () => ${answer};`;

describe("a plugin fails alone, by name, when it", { timeout: 60_000 }, () => {
  it("ends the process", () => {
    const { status, data } = run({ bad: `export default () => { process.exit(0); };`, good: sound });

    expect(data()).toEqual({
      bad: 'Plugin "bad", task apply: it would end the whole process (process.exit).',
      good: "1 resources",
    });
    expect(status).toBe(0);
  });

  it("ends the process while it is loaded, and hides that from itself", () => {
    const code = `try { process.exit(0); } catch {}\nexport default () => ${answer};`;

    expect(run({ bad: code, good: sound }).data()).toMatchObject({
      bad: expect.stringContaining("end the whole process"),
      good: "1 resources",
    });
  });

  it("prints, and standard output stays one document", () => {
    const code = `export default () => { console.log("looking for it"); return ${answer}; };`;

    const { data, stderr } = run({ bad: code, good: sound });

    expect(data()).toEqual({
      bad: 'Plugin "bad", task apply: it prints "looking for it" on standard output.',
      good: "1 resources",
    });
    expect(stderr).toContain("looking for it");
  });

  it("throws from a promise that nobody waits for", () => {
    const code = `export default async () => {
  void Promise.reject(new Error("too late"));
  await new Promise((resolve) => setImmediate(resolve));
  return ${answer};
};`;

    const { status, stdout } = run({ bad: code, good: sound });

    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: "plugin-failed-late",
        message: 'Plugin "bad", task apply: after it had answered, it threw: too late',
        location: { line: 2 },
      },
    });
  });

  it("throws from a timer when the command has ended", () => {
    const code = `export default () => { setTimeout(() => { throw new Error("at last"); }, 50); return ${answer}; };`;

    const { status, stderr, data } = run({ bad: code, good: sound });

    expect(data()).toEqual({ bad: "1 resources", good: "1 resources" });
    expect(stderr).toContain('Plugin "bad", task apply: after it had answered, it threw: at last');
    expect(status).toBe(1);
  });

  it("writes what belongs to all", () => {
    const code = `export default ({ cluster }) => { cluster.name = "mine"; return ${answer}; };`;

    expect(run({ bad: code, good: sound }).data()).toEqual({
      bad: expect.stringContaining("Cannot assign to read only property 'name'"),
      good: "1 resources",
    });
  });
});
