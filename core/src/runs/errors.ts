import { StackError } from "../errors/stack-error.ts";

export const runLogIncomplete = (directory: string, cause: Error) =>
  new StackError("run-log-incomplete", `The events and log in ${directory} are incomplete: ${cause.message}.`, {
    hint: "The work itself went on. Free some space on the disk of the build folder.",
    cause,
  });
