import { StackError } from "../errors/stack-error.ts";
import type { LockHolder } from "./lock-build-folder.ts";

export const buildFolderMissing = (root: string) =>
  new StackError("build-folder-missing", `There is no build folder ${root}.`, {
    ending: "invalid",
    hint: "Name an existing one with -b, or create one with `lambdastack apply -f`.",
  });

export const notADirectory = (path: string, found: string) =>
  new StackError("not-a-directory", `${path} should be a directory and is ${found}.`, {
    ending: "refused",
    hint: "Move it away, or name another build folder with -b.",
  });

export const foreignFolder = (root: string, entry: string) =>
  new StackError("foreign-folder", `${root} is not empty and is no build folder: it contains ${entry}.`, {
    ending: "refused",
    hint: "Name an empty or a new directory with -b.",
  });

export const folderNotOurs = (path: string, cause: unknown) =>
  new StackError("folder-not-ours", `${path} cannot be made private: it belongs to another user.`, {
    ending: "refused",
    hint: `Run as the owner of ${path}, or give it to yourself with chown.`,
    cause,
  });

export const littleSpace = (root: string, free: number, needed: number) =>
  new StackError("little-space", `Only ${free} bytes are free on the disk of ${root}; at least ${needed} are needed.`, {
    ending: "refused",
    hint: "Free some space: a run that cannot write its state loses track of what exists.",
  });

export const diskFull = (path: string, cause: unknown) =>
  new StackError("disk-full", `${path} could not be written: the disk or quota is full. Its old content is intact.`, {
    hint: "Free some space and run the command again.",
    cause,
  });

export const notWritten = (path: string, cause: unknown) =>
  new StackError("not-written", `${path} could not be written: ${reason(cause)}. Its old content is intact.`, {
    cause,
  });

export const folderLocked = (root: string, holder: LockHolder | undefined) =>
  new StackError("build-folder-locked", `${root} is in use by ${describe(holder)}.`, {
    ending: "refused",
    hint: "Wait until it has ended. A lock never outlives its program, so there is nothing to remove by hand.",
  });

export const flockMissing = (cause: unknown) =>
  new StackError("flock-missing", "The program flock was not found; it keeps two runs out of one build folder.", {
    ending: "refused",
    hint: "Install it: apt-get install util-linux (or dnf install util-linux-core).",
    cause,
  });

export const lockFailed = (path: string, detail: string) =>
  new StackError("lock-failed", `${path} could not be locked: ${detail}`, {
    hint: "The build folder must lie on a file system with locks; some network file systems have none.",
  });

function describe(holder: LockHolder | undefined): string {
  if (!holder) return "another program that has not said its name";
  const { command, pid, user, hostname, since } = holder;
  return `\`${command}\` (process ${pid} of ${user} on ${hostname}, since ${since})`;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
