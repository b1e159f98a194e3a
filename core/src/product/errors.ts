import { StackError } from "../errors/stack-error.ts";

export const productIncomplete = (start: string): StackError =>
  new StackError(
    "product-incomplete",
    `No folder above ${start} holds components/plugins and infrastructure/providers.`,
    {
      hint: "Install LambdaStack as a whole folder; its parts cannot be moved apart.",
    },
  );
