import type { Rule } from "../rule.ts";

/** Plan and apply each ask the task: were its answers to differ, no plan could be kept. */
export const repeatable: Rule = {
  name: "repeatable",
  promise: "answers the same when it is asked again",
  problems: ({ observations }) =>
    observations
      .filter(({ isRepeatable }) => isRepeatable === false)
      .map(({ task, state }) => `With ${state.name}, ${task} answered differently the second time.`),
};
