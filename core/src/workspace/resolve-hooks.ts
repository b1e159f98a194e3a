import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import type { Document } from "../documents/document.ts";
import type { SourceDocument } from "../documents/document-header.ts";
import {
  type DocumentText,
  joinParsed,
  loadDocuments,
  type ParsedDocuments,
  parseDocuments,
} from "../documents/index.ts";
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
  sources: DocumentSources,
  hooks: readonly ResolveHook[],
): Promise<DocumentSources> {
  const used = hooks.filter(({ taps }) => taps.length > 0);
  const parsed = used.length === 0 ? undefined : parse(sources);
  if (!parsed || parsed.problems.length > 0) return sources;
  const written: Document[] = parsed.documents.map(asWritten);
  let documents: readonly Document[] = written;
  for (const hook of used) documents = await hook.promise(documents);
  if (isDeepStrictEqual(documents, written)) return sources;
  const text = documents.map((document) => stringify(document)).join("---\n");
  return { texts: [{ file: "(documents as plugins changed them)", text }] };
}

function parse(sources: DocumentSources): ParsedDocuments {
  if ("files" in sources) return loadDocuments(sources.files);
  return joinParsed(sources.texts.map(({ file, text }) => parseDocuments(file, text)));
}

function asWritten(source: SourceDocument): Document {
  const parent = source.basedOn === undefined ? {} : { based_on: source.basedOn };
  return { ...plainDocument(source, toPlain(source.specification)), ...parent };
}
