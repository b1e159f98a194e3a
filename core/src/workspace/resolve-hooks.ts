import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import type { Document } from "../documents/document.ts";
import type { SourceDocument } from "../documents/document-header.ts";
import { type DocumentText, loadDocuments } from "../documents/index.ts";
import { toPlain } from "../documents/located.ts";
import { plainDocument } from "../documents/manifest.ts";
import type { ResolveHook } from "../plugin-host/index.ts";

/** Where documents come from: the user's files, or text that plugins made of them. */
export type DocumentSources = { files: readonly string[] } | { texts: readonly DocumentText[] };

/**
 * Lets plugins change the documents before defaults and validation. Where none taps, or none changes anything, the
 * files themselves are resolved, so that findings point into them.
 */
export async function throughResolveHooks(
  files: readonly string[],
  hooks: readonly ResolveHook[],
): Promise<DocumentSources> {
  const used = hooks.filter(({ taps }) => taps.length > 0);
  const parsed = used.length === 0 ? undefined : loadDocuments(files);
  if (!parsed || parsed.problems.length > 0) return { files };
  const written: Document[] = parsed.documents.map(asWritten);
  let documents: readonly Document[] = written;
  for (const hook of used) documents = await hook.promise(documents);
  if (isDeepStrictEqual(documents, written)) return { files };
  const text = documents.map((document) => stringify(document)).join("---\n");
  return { texts: [{ file: "(documents as plugins changed them)", text }] };
}

function asWritten(source: SourceDocument): Document {
  const parent = source.basedOn === undefined ? {} : { based_on: source.basedOn };
  return { ...plainDocument(source, toPlain(source.specification)), ...parent };
}
