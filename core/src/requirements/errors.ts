import { StackError, type StackErrorOptions } from "../errors/stack-error.ts";

export const invalidRequirements =
  (owner: string) =>
  (message: string, { hint, location }: Pick<StackErrorOptions, "hint" | "location">): StackError =>
    new StackError("invalid-requirements", `Requirements of ${owner}: ${message}`, {
      hint,
      location,
      ending: "invalid",
    });

export const requirementsUnreadable = (owner: string, file: string, cause: Error): StackError =>
  new StackError("requirements-unreadable", `Requirements of ${owner} cannot be read: ${cause.message}`, {
    location: { file },
    ending: "invalid",
    cause,
  });
