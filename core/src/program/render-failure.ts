import type { Program } from "../cli/command-spec.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import { renderError } from "../errors/render-error.ts";
import { StackError } from "../errors/stack-error.ts";
import { endingOf } from "../workspace/ending-of.ts";

/** A failed command for people and for `--json`. Only what is no StackError, a bug of ours, shows its stack. */
export const renderFailure: Program["renderError"] = (error, options) => {
  if (error instanceof StackError)
    return { text: renderError(error, options), exitCode: endingOf(error), data: { error: plainError(error) } };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `This is a bug of LambdaStack, please report it:\n${stack}`,
    exitCode: exitCodes.unfinished,
    data: { error: { code: "bug", message: error instanceof Error ? error.message : String(error) } },
  };
};

function plainError({ code, message, hint, location, problems }: StackError): object {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(location ? { location } : {}),
    ...(problems.length > 0 ? { problems: problems.map(plainError) } : {}),
  };
}
