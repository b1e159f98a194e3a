import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import type { AppliedMachine } from "../engine/machine-run.ts";
import { requireMachineName } from "../machines/machine-name.ts";
import { appliedUnreadable } from "./errors.ts";

/** `applied/<machine>.json`: what was made so on a machine. */
export interface AppliedStore {
  /** An empty record where nothing was applied yet. Throws `applied-unreadable`. */
  read(machine: string): Promise<AppliedMachine>;
  write(applied: AppliedMachine): Promise<void>;
  /** Forgets a machine that is gone. */
  remove(machine: string): Promise<void>;
}

export function openApplied(folder: BuildFolder): AppliedStore {
  const pathOf = (machine: string) => join(folder.applied, `${requireMachineName(machine)}.json`);
  return {
    read: (machine) => readApplied(pathOf(machine), machine),
    write: (applied) => writeFileAtomic(pathOf(applied.machine), `${JSON.stringify(applied, undefined, 2)}\n`),
    remove: (machine) => rm(pathOf(machine), { force: true }),
  };
}

async function readApplied(path: string, machine: string): Promise<AppliedMachine> {
  try {
    return checked(JSON.parse(await readFile(path, "utf8")), machine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { machine, roles: {} };
    throw appliedUnreadable(path, (error as Error).message);
  }
}

function checked(value: AppliedMachine, machine: string): AppliedMachine {
  if (value?.machine !== machine) throw new Error(`it is not about ${machine}`);
  if (typeof value.roles !== "object" || value.roles === null) throw new Error("it lists no roles");
  for (const [role, { resources }] of Object.entries(value.roles)) {
    if (!Array.isArray(resources)) throw new Error(`it lists no resources of ${role}`);
  }
  return value;
}
