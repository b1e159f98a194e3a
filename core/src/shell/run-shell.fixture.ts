import { spawnSync } from "node:child_process";

/** Runs a generated script as the engine does: by `sh`, in a subshell, in C.UTF-8, with nothing on standard input. */
export function runShell(script: string, directory = "/"): { status: number | null; stdout: string; stderr: string } {
  const input = `umask 022\nexport LC_ALL=C.UTF-8\n(\n:\n${script}\n) </dev/null\n`;
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-s"], { input, encoding: "utf8", cwd: directory });
  return { status, stdout, stderr };
}
