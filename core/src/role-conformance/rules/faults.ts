import { StackError } from "../../errors/stack-error.ts";
import type { Rule } from "../rule.ts";

/** The host names the fault that breaks the rule. */
const without = (code: string, name: string, promise: string): Rule => ({
  name,
  promise,
  problems: ({ observations }) =>
    observations.flatMap(({ error }) => (error instanceof StackError && error.code === code ? [error.message] : [])),
});

export const finishes = without("plugin-time-limit", "finishes", "answers within its time limit");
export const stays = without("plugin-exits", "stays", "never ends the process");
export const quiet = without("plugin-prints", "quiet", "prints nothing on standard output");

export const settled: Rule = {
  name: "settled",
  promise: "throws nothing after it has answered",
  problems: ({ lateFaults }) => lateFaults.map(({ message }) => message),
};
