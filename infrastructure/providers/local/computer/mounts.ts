import { readFile } from "node:fs/promises";
import { stillMounted } from "../errors.ts";
import { attempt } from "./run.ts";

export interface Mount {
  path: string;
  type: string;
  options: string;
}

/** What is mounted in this mount namespace, in the order in which it was mounted. */
export async function mounts(): Promise<Mount[]> {
  return parseMounts(await readFile("/proc/self/mountinfo", "utf8"));
}

/** Reads proc_pid_mountinfo(5); spaces and the like stand there as octal escapes. */
export function parseMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const path = before.split(" ")[4];
    const [type = "", , options = ""] = after.split(" ");
    return path === undefined ? [] : [{ path: unescapeOctal(path), type, options }];
  });
}

export async function isMounted(path: string): Promise<boolean> {
  return (await mounts()).some((mount) => mount.path === path);
}

/** Unmounts everything at and below a path, the last mounted first. Throws `still-mounted`. */
export async function unmountBelow(path: string): Promise<void> {
  for (const mount of (await mountsBelow(path)).reverse()) {
    const { status } = await attempt("umount", ["--no-canonicalize", mount.path]);
    if (status !== 0) await attempt("umount", ["--no-canonicalize", "--lazy", mount.path]);
  }
  const [left] = await mountsBelow(path);
  if (left) throw stillMounted(left.path);
}

async function mountsBelow(path: string): Promise<Mount[]> {
  return (await mounts()).filter((mount) => mount.path === path || mount.path.startsWith(`${path}/`));
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
