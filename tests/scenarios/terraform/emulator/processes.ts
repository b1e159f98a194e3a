import { readdirSync, readFileSync } from "node:fs";

/** The Terraform that works in a folder, and the providers that it started. */
export function terraformIn(folder: string): { terraform: number; providers: number[] } | undefined {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const terraform = all.find((pid) => {
    const words = wordsOf(pid);
    return (
      words.some((word) => word === "apply") &&
      words.some((word) => word.startsWith(folder)) &&
      /terraform$/.test(words[0] ?? "")
    );
  });
  if (terraform === undefined) return undefined;
  return { terraform, providers: all.filter((pid) => parentOf(pid) === terraform) };
}

/** A process may be gone by the time it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const wordsOf = (pid: number): string[] => read(`/proc/${pid}/cmdline`).split("\0");
const parentOf = (pid: number): number => Number(/^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
