import { throwProblems } from "../errors/stack-error.ts";
import type { KindSource } from "./document.ts";
import type { SourceDocument } from "./document-header.ts";
import { kindRegistry } from "./kind-registry.ts";
import { layUnder } from "./lay-under.ts";
import { mergeDocuments } from "./merge-documents.ts";
import {
  type DocumentText,
  joinParsed,
  loadDocuments,
  type ParsedDocuments,
  parseDocuments,
} from "./parse-documents.ts";
import { inReadingOrder } from "./problem-order.ts";
import { createValidator } from "./validate-specification.ts";

export interface ModuleDocuments {
  /** Such as `configuration/bmk`. */
  kind: string;
  kinds: readonly KindSource[];
  /** The user's files; only their documents of the kind count. */
  files: readonly string[];
  /** What `init` computed; lies between defaults and the user's documents. */
  computed?: DocumentText;
}

/**
 * The configuration of a module that needs no cluster: defaults, what was computed, the user's documents. Throws everything
 * that is wrong with them at once, each with its place (invalid).
 */
export function moduleConfiguration({ kind, kinds, files, computed }: ModuleDocuments): Record<string, unknown> {
  const written = ofKind(loadDocuments(files), kind);
  const below = computed ? ofKind(parseDocuments(computed.file, computed.text), kind) : nothing;
  const laid = layUnder(orEmpty(written.documents, below.documents, kind), below.documents);
  const merged = mergeDocuments({
    ...laid,
    provider: undefined,
    registry: kindRegistry(kinds),
    validator: createValidator(),
  });
  const problems = [...joinParsed([written, below]).problems, ...merged.problems];
  throwProblems(inReadingOrder(problems), (count) => `${count} problems in the configuration of the module`);
  return merged.documents[0]?.document.specification ?? {};
}

const nothing: ParsedDocuments = { documents: [], problems: [], warnings: [] };

function ofKind(parsed: ParsedDocuments, kind: string): ParsedDocuments {
  return { ...parsed, documents: parsed.documents.filter((document) => document.kind === kind) };
}

/** Without any document defaults alone count. */
function orEmpty(written: readonly SourceDocument[], computed: readonly SourceDocument[], kind: string) {
  if (written.length + computed.length > 0) return written;
  return parseDocuments("(defaults)", `kind: ${kind}\nname: default\nspecification: {}\n`).documents;
}
