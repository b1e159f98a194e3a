import { StackError } from "@lambdastack/core";
import type { UnmetNeed } from "./find-needs.ts";
import { amount } from "./need-text.ts";

/** `lines`: what the documents have to say for it; undefined where they cannot. */
export const infrastructureNeeded = (
  { role, machine, what, wanted, has, from, reason }: UnmetNeed,
  lines: string | undefined,
) =>
  new StackError(
    "infrastructure-needed",
    `On ${machine}, ${from} of role ${role} wants ${amount(what, wanted)} (${reason}), and there is ${amount(what, has)}.`,
    {
      hint:
        lines === undefined
          ? "Nothing was changed. Give the machine that by its own means, then run the same command again."
          : `Nothing was changed. Write into your documents, and say \`lambdastack upgrade -f\` with them, which plans the machines first:\n${lines}`,
      ending: "refused",
    },
  );
