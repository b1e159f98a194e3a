import { type SourceLocation, StackError } from "../errors/stack-error.ts";

const ending = "invalid" as const;

export function missingTemplateVariable(variable: string, location: SourceLocation) {
  return new StackError(
    "missing-template-variable",
    `Template ${placeOf(location)} uses "${variable}", which is not in its data.`,
    {
      ending,
      location,
      hint: "Give it in the data of the resource, or correct its name.",
    },
  );
}

export function brokenTemplate(reason: string, location: SourceLocation) {
  return new StackError("broken-template", `Template ${placeOf(location)} cannot be used: ${reason}`, {
    ending,
    location,
  });
}

export function unfitTemplateValue(helper: string, reason: string, location: SourceLocation) {
  return new StackError(
    "unfit-template-value",
    `Template ${placeOf(location)}: the value given to "${helper}" ${reason}.`,
    {
      ending,
      location,
    },
  );
}

export function templateUnreadable(file: string, cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StackError("template-unreadable", `Template ${file} cannot be read: ${reason}`, { ending, cause });
}

function placeOf({ file, line }: SourceLocation): string {
  return line === undefined ? file : `${file}:${line}`;
}
