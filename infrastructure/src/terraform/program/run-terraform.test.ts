import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findTerraform, isOlder } from "./find-terraform.ts";
import { type Calls, plain, runTerraform } from "./run-terraform.ts";
import { spoolFolders } from "./spool-folder.ts";

/** A program in Terraform's place, in a folder of its own. */
function standIn(script: string): Calls {
  const directory = mkdtempSync(join(tmpdir(), "terraform-"));
  const command = join(directory, "stand-in");
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  return {
    terraform: { command, version: "1.11.4" },
    directory,
    logs: join(directory, "logs"),
    environment: { PATH: process.env.PATH },
    sensitive: ["hunter2-secret"],
    signal: new AbortController().signal,
  };
}

const printedSoFar = ({ directory }: Calls): string =>
  spoolFolders(directory)
    .map((folder) => join(folder, ".apply.output"))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("");

describe("running Terraform", () => {
  it("keeps everything it prints, without secrets, and its files private", async () => {
    const calls = standIn("echo 'key hunter2-secret'; echo said >&2; : > made; exit 3");

    const ended = await runTerraform(calls, { arguments: ["apply"] });

    expect(ended).toMatchObject({ status: 3, inOrder: true });
    expect(readFileSync(ended.log, "utf8")).toContain("key (sensitive)\nsaid\n");
    expect(statSync(join(calls.directory, "made")).mode & 0o777).toBe(0o600);
  });

  it("keeps a state that it prints out of its log and its errors", async () => {
    const state = { version: 4, serial: 7, lineage: "x", resources: [], outputs: { password: "of-the-database" } };
    const dump = JSON.stringify({ "@level": "info", "@message": "Emergency state dump", state });
    const calls = standIn(`cat <<'END'\nError: no space left\n${dump}\nEND\nexit 1`);

    const ended = await runTerraform(calls, { arguments: ["apply"] });

    expect(JSON.parse(ended.dump ?? "")).toEqual(state);
    expect(ended.errors).toEqual(["Error: no space left"]);
    expect(readFileSync(ended.log, "utf8")).not.toContain("of-the-database");
  });

  it("leaves nothing of its output behind", async () => {
    const calls = standIn("echo said");

    await runTerraform(calls, { arguments: ["plan"] });

    expect(spoolFolders(calls.directory).filter((folder) => folder !== calls.directory && existsSync(folder))).toEqual(
      [],
    );
    expect(existsSync(join(calls.directory, ".plan.output"))).toBe(false);
  });

  it("tells errors with the resource they are about", async () => {
    const diagnostic = { severity: "error", summary: "Quota exceeded", detail: "10 of 10", address: "a.b" };
    const calls = standIn(`echo '${JSON.stringify({ type: "diagnostic", diagnostic })}'; exit 1`);

    expect((await runTerraform(calls, { arguments: ["apply"] })).errors).toEqual(["Quota exceeded (a.b): 10 of 10"]);
  });

  it("names who holds the lock", async () => {
    const detail =
      "resource temporarily unavailable\n\nLock Info:\n  ID: 1\n  Operation: OperationTypeApply\n  Who:       root@vm\n  Created:   2026-01-01";
    const diagnostic = { severity: "error", summary: "Error acquiring the state lock", detail };
    const calls = standIn(`cat <<'END'\n${JSON.stringify({ type: "diagnostic", diagnostic })}\nEND\nexit 1`);

    await expect(runTerraform(calls, { arguments: ["plan"] })).rejects.toMatchObject({
      code: "terraform-state-locked",
      ending: "refused",
      message: expect.stringContaining("root@vm runs apply since 2026-01-01"),
    });
  });

  it("passes an interruption on once, and waits for the end in order", async () => {
    const calls = standIn(
      "trap 'echo got INT; sleep 0.4; echo saved; exit 1' INT; echo ready; while :; do sleep 0.05; done",
    );
    const controller = new AbortController();
    const running = runTerraform(
      { ...calls, signal: controller.signal },
      { arguments: ["apply", "-json"], onEvent: () => undefined },
    );
    await expect.poll(() => printedSoFar(calls)).toContain("ready");

    controller.abort();
    const ended = await running;

    expect(ended).toMatchObject({ status: undefined, inOrder: true });
    expect(readFileSync(ended.log, "utf8")).toMatch(/ready\ngot INT\nsaved\n$/);
  });

  it("knows an end by a signal, or a second interruption, for one that is not in order", async () => {
    const killed = await runTerraform(standIn("kill -9 $$"), { arguments: ["apply"] });
    const cut = await runTerraform(standIn("echo 'Two interrupts received. Exiting immediately.'; exit 1"), {
      arguments: ["apply"],
    });

    expect([killed, cut].map(({ inOrder }) => inOrder)).toEqual([false, false]);
  });

  it("leaves mirrors and caches of providers as they are", async () => {
    const calls = standIn('echo "$TF_CLI_CONFIG_FILE|$TF_PLUGIN_CACHE_DIR|$TF_DATA_DIR|$TF_IN_AUTOMATION"');
    const environment = {
      ...calls.environment,
      TF_CLI_CONFIG_FILE: "/mine",
      TF_PLUGIN_CACHE_DIR: "/c",
      TF_DATA_DIR: "/d",
    };

    const { log } = await runTerraform({ ...calls, environment }, { arguments: ["init"] });

    expect(readFileSync(log, "utf8")).toContain("/mine|/c||1\n");
  });
});

describe("finding Terraform", () => {
  const versioned = (version: string) =>
    standIn(`echo 'Warning: x'; echo '{"terraform_version": "${version}"}'`).terraform.command;

  it("takes the one that is named, whatever its configuration warns of", async () => {
    const command = versioned("1.6.0");

    expect(await findTerraform({ LAMBDASTACK_TERRAFORM: command })).toEqual({ command, version: "1.6.0" });
  });

  it.each([
    ["terraform-missing", {}],
    ["terraform-missing", { PATH: "/nowhere" }],
    ["terraform-not-runnable", { LAMBDASTACK_TERRAFORM: "/nowhere/terraform" }],
    ["terraform-too-old", { LAMBDASTACK_TERRAFORM: versioned("1.5.7") }],
    ["terraform-version-unknown", { LAMBDASTACK_TERRAFORM: "/bin/true" }],
  ])("refuses with %s", async (code, environment) => {
    await expect(findTerraform(environment)).rejects.toMatchObject({ code, ending: "refused" });
  });

  it.each([
    ["1.5.9", true],
    ["1.6.0", false],
    ["1.10.0", false],
    ["2.0.0", false],
    ["1.6.0-beta1", false],
  ])("%s is older than 1.6.0: %s", (version, older) => {
    expect(isOlder(version, "1.6.0")).toBe(older);
  });
});

it("messages for people lose their frame and colour", () => {
  expect(plain("\u001b[31m╷\u001b[0m\n│ Error: no\n╵\n")).toBe("Error: no");
});
