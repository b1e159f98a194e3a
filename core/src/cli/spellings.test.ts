import { expect, it } from "vitest";
import { buildProgram } from "./build-program.ts";
import type { CliSpec, CommandSpec } from "./command-spec.ts";

const prepare: CommandSpec = {
  name: "prepare",
  summary: "a sample",
  arguments: [{ name: "[word]", description: "a word" }],
  options: [
    { flags: "-o, --output <folder>", description: "a folder" },
    { flags: "--os <systems>", spellings: ["-os"], description: "systems" },
  ],
  action: "prepare",
};
const cli: CliSpec = {
  name: "sample",
  summary: "a sample",
  version: "1.0.0",
  commands: [{ name: "repo", summary: "a group", commands: [prepare] }],
  load: () => Promise.reject(new Error("nothing is loaded")),
};

async function chosen(...words: string[]) {
  let found: { options: Record<string, unknown>; arguments: string[] } | undefined;
  const program = buildProgram(cli, async (one) => {
    found = one;
  });
  await program.parseAsync(["repo", "prepare", ...words], { from: "user" });
  return { output: found?.options.output, os: found?.options.os, words: found?.arguments };
}

it("takes a spelling for its flag, although its letters are those of another", async () => {
  expect(await chosen("-os", "ubuntu-1904", "-o", "out")).toEqual({ output: "out", os: "ubuntu-1904", words: [] });
  expect(await chosen("--os", "debian-12", "-oout")).toEqual({ output: "out", os: "debian-12", words: [] });
});

it("leaves alone what stands behind --", async () => {
  expect(await chosen("--os", "debian-12", "--", "-os")).toEqual({
    output: undefined,
    os: "debian-12",
    words: ["-os"],
  });
});
