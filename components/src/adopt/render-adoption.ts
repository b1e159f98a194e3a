import { type DocumentText, fileDifferences } from "@lambdastack/core";
import type { AdoptedField, Adoption } from "./adoption.ts";

/** What will be written, and what is left, for people. */
export function adoptionText(
  { adopted, left }: Pick<Adoption, "adopted" | "left">,
  { before, after }: { before: readonly DocumentText[]; after: readonly DocumentText[] },
): string {
  const parts = [
    ...(adopted.length > 0 ? [["To be taken over into the documents:", ...adopted.map(adoptedLine)].join("\n")] : []),
    ...fileDifferences(before, after),
    ...(left.length > 0 ? [["Left as it is:", ...left.map(leftLine)].join("\n")] : []),
    ...(adopted.length + left.length === 0 ? ["Nothing was changed by hand."] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What was written, in a line. */
export function adoptionSummary({ adopted, left }: Pick<Adoption, "adopted" | "left">): string {
  const files = [...new Set(adopted.map(({ file }) => file))];
  const written =
    adopted.length === 0 ? "Nothing was written" : `${adopted.length} taken over into ${files.join(", ")}`;
  return `${written}${left.length === 0 ? "" : `, ${left.length} left as it is`}.\n`;
}

const adoptedLine = ({ machine, resource, property, document, keys }: AdoptedField) =>
  `  ${machine}: ${property} of ${resource} into ${document}${keys ? `: ${keys.join(", ")}` : ""}`;

const leftLine = ({ machine, resource, reason }: Adoption["left"][number]) => `  ${machine}: ${resource}: ${reason}`;
