import { spawnSync } from "node:child_process";

/** Whether machines can be made here; says loudly why not. */
export function machinesPossible(): boolean {
  const missing = ["systemd-nspawn", "mmdebstrap", "nft", "ip"].filter(
    (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0,
  );
  const reasons = [
    ...(process.getuid?.() === 0 ? [] : ["not root"]),
    ...(missing.length > 0 ? [`missing: ${missing.join(", ")}`] : []),
  ];
  if (reasons.length > 0) process.stderr.write(`\nSKIPPED: tests on real machines (${reasons.join("; ")})\n\n`);
  return reasons.length === 0;
}
