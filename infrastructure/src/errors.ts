import { StackError } from "@lambdastack/core";

export const fileExists = (file: string) =>
  new StackError("file-exists", `${file} exists already and is not overwritten.`, {
    hint: "Name another file with -f, or move that one away.",
    ending: "refused",
  });

export const nothingFound = (provider: string) =>
  new StackError("nothing-found", `Provider ${provider} finds no machine of this cluster.`, {
    hint: "Was it made with another build folder (-b)? In a cloud, machines are found by their tag lambdastack: give its value with --tag.",
    ending: "refused",
  });
