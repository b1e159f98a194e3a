import { StackError } from "../errors/stack-error.ts";

export const invalidNumber = (flag: string, received: string) =>
  new StackError("invalid-number", `${flag} takes a whole number from 1 up, not ${JSON.stringify(received)}.`, {
    hint: `Leave ${flag} out for its default.`,
    ending: "invalid",
  });

export const declined = () =>
  new StackError("declined", "Not approved; nothing was changed.", {
    hint: "Answer yes, or give --auto-approve.",
    ending: "refused",
  });

export const approvalMissing = () =>
  new StackError("approval-missing", "The plan removes or replaces something, and nobody is there to approve it.", {
    hint: "Look at the plan above and give --auto-approve.",
    ending: "refused",
  });
