import { filesOf, namesOf, renderPlan, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { noMachineNamed } from "../errors.ts";

export const scale: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const leaving = namesOf(options.leaving) ?? [];
  if (leaving.length === 0) throw noMachineNamed();
  const input = { leaving, dryRun: options.dryRun === true };
  const outcome = await new Components(settingsOf(invocation)).scale({ files: filesOf(invocation), ...input });
  const { machines, isDone } = outcome;
  const names = leaving.join(", ");
  if (isDone)
    terminal.print(
      `Done: ${names} can be taken away. Take it out of the inventory too, or the next apply lets it join.`,
    );
  else
    terminal.print(
      machines.length > 0
        ? renderPlan({ machines: [...machines] }, { color: false })
        : `${names} can go, and nothing has to be done first.`,
    );
  return { exitCode: exitCodes.done, data: outcome };
};
