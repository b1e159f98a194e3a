import type { CommandSpec } from "@lambdastack/core/cli";
import { check } from "./check.ts";
import { create } from "./create.ts";
import { download } from "./download.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { inspect } from "./inspect.ts";
import { lock } from "./lock.ts";
import { allowRollback, offline, signers } from "./options.ts";
import { prepare } from "./prepare.ts";
import { status } from "./status.ts";
import { switchTo } from "./switch.ts";
import { teardown } from "./teardown.ts";
import { template } from "./template.ts";
import { verify } from "./verify.ts";

/** Commands of `repo`, in the order of its help. */
export const repositoryCommands: readonly CommandSpec[] = [
  template,
  lock,
  prepare,
  download,
  check,
  exportCommand,
  inspect,
  verify,
  importCommand,
  create,
  status,
  switchTo,
  teardown,
];

export { allowRollback, offline, signers };
