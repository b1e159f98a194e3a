import { influencedText, planSummary, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { moduleNeeded } from "../modules/errors.ts";
import { isModuleNamed } from "./is-module-named.ts";
import { applyModule } from "./plan-module.ts";
import { roleInputOf } from "./role-input.ts";

export const apply: Action = async (invocation) => {
  if (await isModuleNamed(invocation)) return applyModule(invocation);
  if (invocation.options.plan !== undefined) throw moduleNeeded("--plan", "lambdastack apply --plan PLAN");
  const applied = await new Components(settingsOf(invocation)).apply(roleInputOf(invocation));
  const changed = applied.machines.reduce((sum, { changes }) => sum + changes.length, 0);
  invocation.terminal.print(`Done: ${changed} changed on ${applied.machines.length} machines.`);
  const influenced = influencedText(applied);
  if (influenced !== "") invocation.terminal.print(influenced);
  return {
    exitCode: exitCodes.done,
    data: {
      changed,
      counts: planSummary(applied).counts,
      machines: applied.machines,
      ...(applied.influenced && { influenced: applied.influenced }),
    },
  };
};
