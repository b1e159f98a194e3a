import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { solutionText } from "../solution.ts";

export const solve: Action = async (invocation) => {
  const solution = await new Components(settingsOf(invocation)).solve(invocation.arguments, {
    files: filesOf(invocation),
  });
  invocation.terminal.print(solutionText(solution));
  return { exitCode: exitCodes.done, data: solution };
};
