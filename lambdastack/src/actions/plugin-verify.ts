import { resolve } from "node:path";
import { filesOf, settingsOf, writeFileAtomic } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import type { Level, Verification } from "../verify/level.ts";
import { junitReport } from "../verify/report/junit.ts";
import { textReport } from "../verify/report/text.ts";
import { verifyRole } from "../verify/verify-role.ts";

export const pluginVerify: Action = async (invocation) => {
  const {
    terminal,
    options,
    arguments: [folder = ""],
    cwd,
  } = invocation;
  const { addressPool, junit } = options;
  const verification = await verifyRole({
    settings: settingsOf(invocation),
    folder: resolve(cwd, folder),
    upTo: options.level as Level,
    files: filesOf(invocation).map((file) => resolve(cwd, file)),
    ...(typeof addressPool === "string" ? { addressPool } : {}),
  });
  terminal.print(textReport(verification));
  if (typeof junit === "string") await writeFileAtomic(resolve(cwd, junit), junitReport(verification));
  return { exitCode: isMissed(verification) ? exitCodes.failed : exitCodes.done, data: verification };
};

/** A level that was not asked for lack of a task is no failure. */
const isMissed = ({ levels }: Verification): boolean => levels.some(({ outcome }) => outcome === "missed");
