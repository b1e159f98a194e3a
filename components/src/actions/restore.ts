import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const restore: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const { text, restored, isDone } = await new Components(settingsOf(invocation)).restore({
    files: filesOf(invocation),
    ...(typeof options.at === "string" && { at: options.at }),
    ...(typeof options.location === "string" && { location: options.location }),
    overwriteNewer: options.overwriteNewer === true,
    dryRun: options.dryRun === true,
  });
  terminal.print(isDone ? `Done: ${restored.length} restored.` : text);
  return { exitCode: exitCodes.done, data: { restored, isDone } };
};
