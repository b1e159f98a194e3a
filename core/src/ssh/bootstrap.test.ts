import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { quote } from "../shell/quote.ts";
import { bootstrapCommand } from "./bootstrap.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "bootstrap-"));

function start(): ChildProcessWithoutNullStreams {
  return spawn("/bin/sh", ["-c", bootstrapCommand("root", "mark")]);
}

const step = (id: number, script: string): string => `${id} ${script.length} 20\n${script}end ${id}\n`;

describe("the interpreter", () => {
  it("never runs a script that came only in part", async () => {
    const file = join(folder(), "ran");
    const program = start();
    const part = `touch ${quote(file)}\n`;

    program.stdin.end(`1 ${part.length + 10} 20\n${part}`);
    const [status] = await once(program, "exit");

    expect(status).toBe(65);
    expect(existsSync(file)).toBe(false);
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "finishes the step in work at %s, and nothing more",
    async (signal) => {
      const at = folder();
      const file = (name: string): string => join(at, name);
      const program = start();
      const work = `dirname "$0" >${quote(file("where"))}; touch ${quote(file("started"))}; sleep 0.3; touch ${quote(file("finished"))}\n`;

      program.stdin.write(step(1, work) + step(2, `touch ${quote(file("second"))}\n`));
      await vi.waitFor(() => expect(existsSync(file("started"))).toBe(true));
      program.kill(signal);
      await once(program, "exit");

      expect(["finished", "second"].map((name) => existsSync(file(name)))).toEqual([true, false]);
    },
  );

  it("answers nobody quietly and stops when its reader is gone", async () => {
    const at = folder();
    const program = start();
    await once(program.stdout, "data");

    program.stdout.destroy();
    program.stdin.write(step(1, "true\n") + step(2, `touch ${quote(join(at, "second"))}\n`));
    const [status] = await once(program, "exit");

    expect(status).toBe(141);
    expect(existsSync(join(at, "second"))).toBe(false);
  });

  it("leaves the signals of a step at their defaults", async () => {
    const program = start();
    let said = "";
    program.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });

    program.stdin.end(step(1, "yes | head -n 1; grep -E '^Sig(Ign|Blk)' /proc/self/status\n"));
    await once(program, "exit");

    expect(said).toMatch(/^mark ready\nmark 1 0 \d+ 0\ny\nSigBlk:\t0+\nSigIgn:\t0+\n$/);
  });
});
