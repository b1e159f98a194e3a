import { StackError, type StackErrorOptions } from "../errors/stack-error.ts";

export const invalidConfiguration = (
  message: string,
  { hint, location }: Pick<StackErrorOptions, "hint" | "location">,
): StackError => new StackError("invalid-configuration", message, { hint, location, ending: "invalid" });

export const codeInConfiguration = (file: string): StackError =>
  new StackError("code-in-configuration", `The configuration asks for ${file}, which is a program.`, {
    hint: "Only JSON and YAML are read; no code of a configuration is ever run.",
    location: { file },
    ending: "invalid",
  });
