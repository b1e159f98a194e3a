import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StackError } from "../errors/stack-error.ts";
import { loadConfiguration } from "./load-configuration.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "configuration-")));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const failure = (cwd: string): Promise<StackError> =>
  loadConfiguration(cwd, home).then(
    () => expect.fail("no error was thrown"),
    (error) => error,
  );

describe("loadConfiguration", () => {
  it("is empty where there is no file", async () => {
    expect(await loadConfiguration(home, home)).toEqual({ plugins: [] });
  });

  it("finds the file above and starts its relative paths at the file's folder", async () => {
    const file = write("team/lambdastack.config.yml", "plugins: [roles, /srv/roles]\nbuild: out\nconcurrency: 4\n");
    mkdirSync(join(home, "team/a/b"), { recursive: true });

    const configuration = await loadConfiguration(join(home, "team/a/b"), home);

    expect(configuration).toEqual({
      file,
      plugins: [join(home, "team/roles"), "/srv/roles"],
      build: join(home, "team/out"),
      concurrency: 4,
    });
  });

  it.each([
    [".lambdastackrc", "logLevel: debug"],
    [".lambdastackrc.json", '{"logLevel": "debug"}'],
    [".lambdastackrc.yaml", "logLevel: debug"],
    ["lambdastack.config.json", '{"logLevel": "debug"}'],
    ["package.json", '{"name": "x", "lambdastack": {"logLevel": "debug"}}'],
  ])("reads %s", async (name, text) => {
    write(name, text);

    expect((await loadConfiguration(home, home)).logLevel).toBe("debug");
  });

  it("passes over a package.json that says nothing of lambdastack", async () => {
    write("a/package.json", '{"name": "x"}');
    write(".lambdastackrc", "concurrency: 7");

    expect((await loadConfiguration(join(home, "a"), home)).concurrency).toBe(7);
  });

  it("does not look above the home folder", async () => {
    write(".lambdastackrc", "concurrency: 7");
    mkdirSync(join(home, "ada/work"), { recursive: true });

    expect(await loadConfiguration(join(home, "ada/work"), join(home, "ada"))).toEqual({ plugins: [] });
  });

  it("reports every unknown or wrong key with its place and what was meant", async () => {
    const file = write(".lambdastackrc.yml", "plugin: [a]\nconcurrency: none\n");

    const error = await failure(home);

    expect(error.ending).toBe("invalid");
    expect(error.problems.map(({ message, hint, location }) => [message, hint, location?.line])).toEqual([
      ['Unknown key "plugin".', 'Did you mean "plugins"?', 1],
      ['"concurrency" must be of type integer, received "none".', undefined, 2],
    ]);
    expect(error.problems[0]?.location).toMatchObject({ file, column: 1, length: 6, sourceLine: "plugin: [a]" });
  });

  it("places findings inside package.json", async () => {
    write("package.json", '{\n  "lambdastack": {\n    "bulid": "x"\n  }\n}\n');

    expect((await failure(home)).location).toMatchObject({ line: 3, column: 5 });
  });

  it("reports broken YAML with its line", async () => {
    write(".lambdastackrc", "plugins: [a\nbuild: x\n");

    const error = await failure(home);

    expect(error.code).toMatch(/invalid-configuration|several-problems/);
    expect((error.problems[0] ?? error).location?.line).toBe(2);
  });

  it("runs no code, neither as configuration nor through an import", async () => {
    write("lambdastack.config.js", "throw new Error('ran')");
    expect(await loadConfiguration(home, home)).toEqual({ plugins: [] });
    write("evil.cjs", "throw new Error('ran')");
    write(".lambdastackrc", "$import: ./evil.cjs");

    expect((await failure(home)).code).toBe("code-in-configuration");
  });

  it("does not run the meta configuration of the working directory", async () => {
    const marker = join(home, "ran");
    write(".config/config.js", `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "")`);
    write(".lambdastackrc", "concurrency: 2");
    const before = process.cwd();
    process.chdir(home);

    const configuration = await loadConfiguration(home, home).finally(() => process.chdir(before));

    expect(configuration.concurrency).toBe(2);
    expect(() => rmSync(marker)).toThrow();
  });
});
