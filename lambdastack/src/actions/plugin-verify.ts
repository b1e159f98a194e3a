import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { filesOf, repositoriesIn, settingsOf, writeFileAtomic } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import type { Level, Verification } from "../verify/level.ts";
import { verifyModule } from "../verify/modules/verify-module.ts";
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
  const { addressPool, junit, state } = options;
  const path = resolve(cwd, folder);
  const settings = settingsOf(invocation);
  const upTo = options.level as Level | undefined;
  const verification = isModule(path)
    ? await verifyModule({ settings, path, upTo, state: typeof state === "string" ? resolve(cwd, state) : undefined })
    : await verifyRole({
        settings,
        folder: path,
        upTo: upTo ?? "recoverable",
        files: filesOf(invocation).map((file) => resolve(cwd, file)),
        ...(typeof addressPool === "string" ? { addressPool } : {}),
      });
  terminal.print(textReport(verification));
  if (typeof junit === "string") await writeFileAtomic(resolve(cwd, junit), junitReport(verification));
  return { exitCode: isMissed(verification) ? exitCodes.failed : exitCodes.done, data: verification };
};

function isModule(path: string): boolean {
  if (/\.ya?ml$/.test(path) || repositoriesIn(path, path).length > 0) return true;
  return ["ts", "mts", "js", "mjs", "cjs"].some((end) => existsSync(join(path, `module.${end}`)));
}

/** A level that was not asked for lack of a task is no failure. */
const isMissed = ({ levels }: Verification): boolean => levels.some(({ outcome }) => outcome === "missed");
