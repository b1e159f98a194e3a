import { StackError } from "@lambdastack/core";

export const fileExists = (file: string) =>
  new StackError("file-exists", `${file} exists already and is not overwritten.`, {
    hint: "Name another file with -f, or move that one away.",
    ending: "refused",
  });
