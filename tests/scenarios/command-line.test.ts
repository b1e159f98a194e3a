import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { componentsCommands } from "../../components/src/commands/index.ts";
import type { CommandSpec } from "../../core/src/cli/command-spec.ts";
import { infrastructureCommands } from "../../infrastructure/src/commands/index.ts";
import { lambdastackCommands } from "../../lambdastack/src/commands/index.ts";
import { checkout, lambdastack, start } from "../lab/lambdastack.ts";

const folder = mkdtempSync(join(tmpdir(), "command-line-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cluster = `kind: lambdastack-cluster
provider: any
name: default
specification:
  name: shop
  components:
    postgresql: { count: 1, machines: [db] }
---
kind: infrastructure/machine
provider: any
name: db
specification: { hostname: db, ip: 192.0.2.1 }
`;
writeFileSync(join(folder, "input.yaml"), cluster);

/** Every command with the words that lead to it. */
const commandsBelow = (commands: readonly CommandSpec[], words: readonly string[] = []): [string, CommandSpec][] =>
  commands.flatMap((spec) => {
    const path = [...words, spec.name];
    return [[path.join(" "), spec] as [string, CommandSpec], ...commandsBelow(spec.commands ?? [], path)];
  });

describe("the command line as a process", () => {
  it.each([
    ["an unknown command", ["aply"], /Did you mean apply\?/],
    ["an unknown flag", ["apply", "--autoapprove"], /Did you mean --auto-approve\?/],
    ["a missing flag", ["template"], /--file/],
    ["a bad number", ["plan", "-f", "input.yaml", "--concurrency", "0"], /whole number from 1 up/],
    ["a missing file", ["validate", "-f", "nowhere.yaml"], /nowhere\.yaml/],
    ["a missing command", ["state"], /Usage: lambdastack state/],
  ])("ends with 3 for %s, says what to do, and with --json prints one document", async (_what, words, told) => {
    const people = await lambdastack(words, folder);
    const machine = await lambdastack([...words, "--json"], folder);

    expect([people.status, people.stdout]).toEqual([3, ""]);
    expect(people.stderr).toMatch(told);
    expect(machine.status).toBe(3);
    expect(JSON.parse(machine.stdout)).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String) },
    });
  });

  it("validates without root, network and a machine, and plans nothing for a machine that is not there", async () => {
    const valid = await lambdastack(["validate", "-f", "input.yaml", "--json"], folder);
    const unmet = await lambdastack(["validate", "-f", "-"], folder);

    expect(valid.status).toBe(0);
    expect(JSON.parse(valid.stdout)).toMatchObject({ cluster: "shop" });
    expect(unmet.status).toBe(3);
  });

  it("prints its version and nothing else", async () => {
    const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string };

    const { status, stdout, stderr } = await lambdastack(["--version"], folder);

    expect([status, stdout, stderr]).toEqual([0, `${version}\n`, ""]);
  });

  it("survives a reader that goes away", async () => {
    const status = await new Promise((resolve) => {
      const child = spawn("sh", [
        "-c",
        '"$0" "$1" --help | true',
        process.execPath,
        join(checkout, "lambdastack/dist/cli.cjs"),
      ]);
      child.on("close", resolve);
    });

    expect(status).toBe(0);
  });

  it.each([
    ["lambdastack", lambdastackCommands],
    ["infrastructure", infrastructureCommands],
    ["components", componentsCommands],
  ] as const)("helps with every command of %s, with examples", async (program, commands) => {
    const helps = await Promise.all(
      commandsBelow(commands).map(async ([words, spec]) => {
        const { status, stdout } = await start(program, [...words.split(" "), "--help"], folder).ended;
        return { words, spec, status, stdout };
      }),
    );

    expect(helps.filter(({ status }) => status !== 0)).toEqual([]);
    const silent = helps.filter(({ spec, stdout }) => spec.action !== undefined && !stdout.includes("Examples:"));
    expect(silent.map(({ words }) => words)).toEqual([]);
  });
});

describe.each([
  ["lambdastack", "lambdastack", []],
  ["lambdastack infra", "lambdastack", ["infra"]],
  ["infra", "infrastructure", []],
] as const)("%s template, as the seed prints it", (_, command, words) => {
  const names = ["awz", "azure", "google", "any"];

  it.each(names.flatMap((name) => [name, `${name} --all`]))("template -f outfile.yaml -p %s", async (rest) => {
    const cwd = mkdtempSync(join(folder, "template-"));
    const line = `template -f outfile.yaml -p ${rest}`.split(" ");

    const { status, stderr } = await start(command, [...words, ...line], cwd).ended;

    expect(status, stderr).toBe(0);
    expect(await lambdastack(["validate", "-f", "outfile.yaml"], cwd)).toMatchObject({ status: 0 });
  });
});
