import type { MachineDescription } from "@lambdastack/core";
import type { InspectedMachine } from "../infrastructure-run.ts";

/** A machine and what it is, for people. */
export function renderMachine({ machine, facts, problem }: InspectedMachine): string {
  const title = `${machine.name}  ${machine.address}  ${machine.roles.join(", ")}`;
  const lines = facts ? described(facts) : (problem?.message ?? "not asked").split("\n");
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function described(facts: MachineDescription): string[] {
  const { os, hostname, processors, memory, disks, fileSystems, addresses, timeSkew, becomesRoot } = facts;
  return [
    `system      ${os.id} ${os.version} ${os.architecture}, named ${hostname}`,
    `processors  ${processors}, memory ${size(memory)}`,
    `disks       ${disks.map((disk) => `${disk.name} ${size(disk.size)}`).join(", ") || "none of its own"}`,
    `files       ${fileSystems.map((one) => `${one.path} ${size(one.free)} free of ${size(one.size)}`).join(", ")}`,
    `addresses   ${addresses.map((one) => `${one.address}/${one.prefixLength} ${one.interface}`).join(", ")}`,
    `clock       ${skew(timeSkew)}`,
    `login       ${becomesRoot === "sudo" ? "becomes root with sudo" : "is root"}, packages by ${facts.packageManagers[0] ?? "nothing known"}`,
  ];
}

function skew(seconds: number): string {
  if (seconds === 0) return "as here";
  return seconds > 0 ? `${seconds} s ahead` : `${-seconds} s behind`;
}

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

function size(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * step);
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}
