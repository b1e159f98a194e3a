import { StackError } from "../../errors/stack-error.ts";
import type { RoleUnderTest, Rule } from "../rule.ts";

const withCode = ({ observations }: RoleUnderTest, code: string): string[] =>
  observations.flatMap(({ error }) => (error instanceof StackError && error.code === code ? [error.message] : []));

export const finishes: Rule = {
  name: "finishes",
  promise: "answers within its time limit",
  problems: (subject) => withCode(subject, "plugin-time-limit"),
};

export const stays: Rule = {
  name: "stays",
  promise: "never ends the process",
  problems: (subject) => withCode(subject, "plugin-exits"),
};

export const quiet: Rule = {
  name: "quiet",
  promise: "prints nothing on standard output",
  problems: (subject) => withCode(subject, "plugin-prints"),
};

export const settled: Rule = {
  name: "settled",
  promise: "throws nothing after it has answered",
  problems: ({ lateFaults }) => lateFaults.map(({ message }) => message),
};
