import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const fixture = join(import.meta.dirname, "run-cli.fixture.ts");
const jiti = import.meta.resolve("jiti/register");

const sample = (...words: string[]) =>
  spawnSync(process.execPath, ["--import", jiti, fixture, ...words], { encoding: "utf8" });

describe("a command line that is not understood", () => {
  it.each([
    ["an unknown flag", ["greet", "--json", "--colour"], "unknown option '--colour'"],
    ["an unknown command", ["--json", "great"], "unknown command 'great'"],
    ["a missing value", ["greet", "--json", "--limit"], "argument missing"],
    ["a value that is no choice", ["greet", "--json", "--log-level", "loud"], "Allowed choices are quiet, info, debug"],
    ["no command", ["--json"], "a command is missing"],
  ])("prints one document and ends with 3 for %s", (_, words, message) => {
    const { status, stdout, stderr } = sample(...words);

    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "usage", message: expect.stringContaining(message) } });
    expect(stderr).not.toBe("");
  });

  it("leaves standard output empty for people", () => {
    expect(sample("greet", "--colour")).toMatchObject({ status: 3, stdout: "" });
  });

  it("takes a --json behind -- for an argument", () => {
    expect(sample("great", "--", "--json")).toMatchObject({ status: 3, stdout: "" });
  });
});

it("prints the one document of a command that is understood", () => {
  const { status, stdout } = sample("greet", "--json");

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ greeting: "hello" });
});

it("prints a command's examples with its help", () => {
  expect(sample("greet", "--help")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Examples:\n  sample greet"),
  });
});
