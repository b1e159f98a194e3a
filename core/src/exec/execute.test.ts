import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { execute } from "./execute.ts";

const sh = (script: string) => ({ command: "sh", arguments: ["-c", script], timeLimit: 20 });

describe("execute", () => {
  it("returns the status and both outputs byte for byte", async () => {
    const result = await execute(sh("printf 'out\\n\\n'; printf err >&2; exit 7"));

    expect(result).toEqual({ status: 7, stdout: "out\n\n", stderr: "err" });
  });

  it("passes every argument as it is, through no shell", async () => {
    const word = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll("\0", ""));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
        const result = await execute({ command: "printf", arguments: ["%s\\n", ...words], timeLimit: 20 });

        expect(result.stdout).toBe(words.map((text) => `${text}\n`).join(""));
      }),
      { numRuns: 15, examples: [[["$(touch /x)", "`id`", "; exit", "'\"", "*"]]] },
    );
  });

  it("gives the input to the program, and nothing when there is none", async () => {
    const fed = await execute({ command: "cat", input: "déjà\n", timeLimit: 20 });
    const unfed = await execute({ command: "cat", timeLimit: 20 });

    expect([fed.stdout, unfed.stdout]).toEqual(["déjà\n", ""]);
  });

  it("adds to the environment and can take a variable away", async () => {
    const environment = { GREETING: "hello", HOME: undefined };

    const result = await execute({ ...sh('printf \'%s %s\' "$GREETING" "$(env | grep -c ^HOME=)"'), environment });

    expect(result.stdout).toBe("hello 0");
  });

  it("tells each line while the program runs", async () => {
    const lines: string[] = [];

    await execute({
      ...sh("echo one; echo two >&2; printf three"),
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });

    expect(lines.sort()).toEqual(["stderr two", "stdout one", "stdout three"]);
  });

  it("says which program is not installed", async () => {
    const running = execute({ command: "no-such-program", timeLimit: 20, cwd: tmpdir() });

    await expect(running).rejects.toMatchObject({
      code: "command-not-found",
      message: expect.stringContaining("no-such-program"),
    });
  });

  it("says that the folder to run in is missing rather than the program", async () => {
    const running = execute({ ...sh("true"), cwd: join(mkdtempSync(join(tmpdir(), "exec-")), "gone") });

    await expect(running).rejects.toMatchObject({
      code: "command-not-started",
      message: expect.stringContaining("gone"),
    });
  });

  it("stops a program whose time is up and shows what it printed last", async () => {
    const running = execute({ ...sh("echo waiting; exec sleep 30"), timeLimit: 0.3 });

    await expect(running).rejects.toMatchObject({
      code: "command-timed-out",
      message: expect.stringContaining("waiting"),
    });
  });

  it("reports the signal that ended a program as a status", async () => {
    const result = await execute(sh("kill -9 $$"));

    expect(result.status).toBe(137);
  });

  it("sends the stop signal of choice once at an abort and lets the program end in order", async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const script = "trap 'echo saved; exit 0' INT; echo ready; while :; do sleep 0.05; done";

    const running = execute({
      ...sh(script),
      signal: controller.signal,
      stopSignal: "SIGINT",
      killAfter: false,
      ownGroup: true,
      onLine: (line) => {
        lines.push(line);
        if (line === "ready") controller.abort();
      },
    });

    await expect(running).rejects.toMatchObject({ code: "interrupted", ending: "interrupted" });
    expect(lines).toEqual(["ready", "saved"]);
  });

  it("puts a program into a process group of its own when asked", async () => {
    const group = "ps -o pgid= -p $$ | tr -d ' '; echo $$";

    const result = await execute({ ...sh(group), ownGroup: true });

    const [pgid, pid] = result.stdout.trim().split("\n");
    expect(pgid).toBe(pid);
  });
});
