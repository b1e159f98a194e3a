import { StackError } from "../errors/stack-error.ts";

export const foreignSection = (module: string, path: string, own: string): StackError =>
  new StackError("foreign-section", `Module ${module} would write ${path} in the state, which is not its own.`, {
    ending: "refused",
    hint: `It may write ${own}, and what its manifest lists under writes. The state is as it was.`,
  });

export const planNotKept = (module: string, path: string, text: { promised: string; became: string }): StackError =>
  new StackError(
    "plan-not-kept",
    `Module ${module}: apply made ${path} ${text.became}, and its plan said ${text.promised}. The state is as it was.`,
    { hint: "plan and apply of a module must agree; what only apply can know is an unknown value of the plan." },
  );
