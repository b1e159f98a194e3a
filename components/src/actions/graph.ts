import { drawGraph, filesOf, type GraphFormat, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const graph: Action = async (invocation) => {
  const { format = "mermaid", all = false } = invocation.options;
  const made = await new Components(settingsOf(invocation)).graph({
    files: filesOf(invocation),
    all: all === true,
  });
  invocation.terminal.print(drawGraph(made, format as GraphFormat));
  return { exitCode: exitCodes.done, data: made };
};
