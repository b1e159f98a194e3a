import { StackError } from "@lambdastack/core";

const invalid = (code: string, message: string, hint: string) =>
  new StackError(code, message, { ending: "invalid", hint });

export const undefinedMachineDocument = (component: string, machine: string, known: readonly string[]) =>
  invalid(
    "undefined-machine-document",
    `Component ${component} names the machine "${machine}", which no infrastructure/virtual-machine document has.`,
    `Add such a document, or name one of ${known.join(", ")}.`,
  );
