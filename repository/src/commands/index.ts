import type { CommandSpec } from "@lambdastack/core/cli";
import { download } from "./download.ts";
import { lock } from "./lock.ts";
import { prepare } from "./prepare.ts";
import { template } from "./template.ts";

/** Commands of `repo`, in the order of its help. */
export const repositoryCommands: readonly CommandSpec[] = [template, lock, prepare, download];
