import type { KindSource } from "../documents/document.ts";
import { kindRegistry } from "../documents/kind-registry.ts";
import { mergeDocuments } from "../documents/merge-documents.ts";
import { type DocumentText, parseDocuments } from "../documents/parse-documents.ts";
import { inReadingOrder } from "../documents/problem-order.ts";
import { createValidator } from "../documents/validate-specification.ts";
import { throwProblems } from "../errors/stack-error.ts";

/**
 * What a document of one kind says over its defaults, for a role whose cluster need not be known. Throws everything that is
 * wrong with it at once, each with its place (invalid).
 */
export function configurationWith({ file, text }: DocumentText, kinds: readonly KindSource[]): Record<string, unknown> {
  const { documents, problems } = parseDocuments(file, text);
  const merged = mergeDocuments({
    documents,
    provider: undefined,
    registry: kindRegistry(kinds),
    validator: createValidator(),
  });
  throwProblems(inReadingOrder([...problems, ...merged.problems]), (count) => `${count} problems in ${file}`);
  return merged.documents[0]?.document.specification ?? {};
}
