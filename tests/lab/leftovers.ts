import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What machines on this computer are made of, a line each. */
export type Traces = ReadonlySet<string>;

const questions: Readonly<Record<string, string>> = {
  mount: "findmnt -rno TARGET",
  link: "ip -o link | cut -d ' ' -f 2",
  namespace: "ip netns list",
  route: "ip route; ip -6 route",
  table: "nft list tables",
  "control group": "find /sys/fs/cgroup -type d -path '*lambdastack*'",
  folder: "ls -d /run/lambdastack/* /run/systemd/nspawn/propagate/* 2>/dev/null || true",
};

/** Everything there is now. */
export function traces(): Traces {
  const found = Object.entries(questions).flatMap(([what, question]) =>
    execFileSync("sh", ["-c", question], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => `${what} ${line.trim()}`),
  );
  return new Set([...found, ...machineProcesses()]);
}

/** What came since `before` and is still there. */
export const leftovers = (before: Traces): string[] => [...traces()].filter((trace) => !before.has(trace));

/** Processes of machines, and those that keep them running. One that has ended and waits to be reaped is gone. */
function machineProcesses(): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => readIfThere(`/proc/${pid}/cgroup`).includes("lambdastack"))
    .filter((pid) => /^State:\s+[^ZX]/m.test(readIfThere(`/proc/${pid}/status`)))
    .map((pid) => `process ${pid} ${readIfThere(`/proc/${pid}/comm`).trim()}`);
}

/** Processes end while one reads about them. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
