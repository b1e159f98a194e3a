import { resolve } from "node:path";
import { filesOf, namesOf, settingsOf, writeFileAtomic } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { junitReport } from "../test-report/junit-report.ts";
import { resultsTable } from "../test-report/results-table.ts";

export const test: Action = async (invocation) => {
  const { options, terminal, cwd } = invocation;
  const [include, exclude] = [namesOf(options.include), namesOf(options.exclude)];
  const results = await new Components(settingsOf(invocation)).test({
    files: filesOf(invocation),
    ...(include && { include }),
    ...(exclude && { exclude }),
  });
  if (typeof options.junit === "string") await writeFileAtomic(resolve(cwd, options.junit), junitReport(results));
  if (results.length > 0) terminal.print(resultsTable(results));
  const failed = results.filter(({ passed }) => !passed).length;
  terminal.print(`${results.length - failed} passed, ${failed} failed`);
  return { exitCode: failed === 0 ? exitCodes.done : exitCodes.failed, data: { results } };
};
