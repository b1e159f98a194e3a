import { StackError } from "@lambdastack/core";
import type { UnmetNeed } from "./find-needs.ts";
import { amount } from "./need-text.ts";

/** Of machines that lack the same. `lines`: what the documents have to say for it; undefined where they cannot. */
export function infrastructureNeeded(needs: readonly UnmetNeed[], lines: string | undefined): StackError {
  const { role, what, wanted, from, reason } = needs[0] as UnmetNeed;
  const there = needs.map(({ machine, has }) => `${amount(what, has)} on ${machine}`).join(", ");
  return new StackError(
    "infrastructure-needed",
    `${from} of role ${role} wants ${amount(what, wanted)} on each of its machines (${reason}), and there is ${there}.`,
    {
      hint:
        lines === undefined
          ? "Nothing was changed. Give the machines that by their own means, then run the same command again."
          : `Nothing was changed. Write into your documents, and say \`lambdastack upgrade -f\` with them, which plans the machines first:\n${lines}`,
      ending: "refused",
    },
  );
}
