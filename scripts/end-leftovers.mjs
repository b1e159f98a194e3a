// Destroys the clusters of test runs that were cut off: their machines would hold the addresses this run needs.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const checkout = join(import.meta.dirname, "..");

/** Build folders below the temporary folder that have a machine's root mounted. */
const buildFolders = () => {
  const mountPoints = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  const folders = mountPoints.flatMap((path) => /^(.+)\/local\/[^/]+\/root$/.exec(path)?.[1] ?? []);
  return [...new Set(folders)].filter((folder) => folder.startsWith(`${tmpdir()}/`));
};

const isTestRun = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("vitest");
  } catch {
    return false;
  }
};

export function endLeftovers() {
  const folders = buildFolders();
  if (folders.length === 0) return;
  if (readdirSync("/proc").some((name) => /^\d+$/.test(name) && isTestRun(name))) {
    console.log(`Left alone, as another test run is under way: ${folders.join(", ")}`);
    return;
  }
  for (const folder of folders) {
    console.log(`Destroying what a test run left: ${folder}`);
    const command = [
      join(checkout, "lambdastack/bin/lambdastack.cjs"),
      "destroy",
      "-b",
      folder,
      "--auto-approve",
      "--purge",
    ];
    spawnSync(process.execPath, command, { stdio: ["ignore", "ignore", "inherit"] });
  }
}
