import { filesOf, namesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { type ApplyInput, LambdaStack } from "../lambdastack.ts";
import { countsOf } from "../scale/counts.ts";
import { appliedResult } from "./applied-result.ts";
import { plannedData } from "./planned-data.ts";

export const scale: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const input: ApplyInput = {
    files: filesOf(invocation),
    counts: countsOf(invocation.arguments, namesOf(options.remove)),
    ...(typeof options.offline === "string" && { offline: options.offline }),
    ...(typeof options.signers === "string" && { signers: options.signers }),
  };
  const product = new LambdaStack(settingsOf(invocation));
  if (options.dryRun === true) {
    const planned = await product.plan(input);
    terminal.print(planned.text);
    return { exitCode: exitCodes.done, data: plannedData(planned) };
  }
  const result = appliedResult(invocation, await product.apply(input));
  if (input.files?.length === 0)
    terminal.print("Write it into your documents too, or the next apply -f takes it back.");
  return result;
};
