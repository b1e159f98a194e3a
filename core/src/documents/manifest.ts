import { stringify } from "yaml";
import { throwProblems } from "../errors/stack-error.ts";
import type { Document, Manifest } from "./document.ts";
import type { SourceDocument } from "./document-header.ts";
import { finding } from "./errors.ts";
import { toPlain } from "./located.ts";
import { parseDocuments } from "./parse-documents.ts";

export const clusterKind = "lambdastack-cluster";

/** The document of a kind and name; the name is `default` when missing. */
export function findDocument(manifest: Manifest, kind: string, name = "default"): Document | undefined {
  return manifest.documents.find((document) => document.kind === kind && document.name === name);
}

/** The manifest as multi-document YAML, readable for YAML 1.1 tools too. */
export function manifestToYaml(manifest: Manifest): string {
  return manifest.documents
    .map((document) => stringify(document, { lineWidth: 0, compat: "yaml-1.1", aliasDuplicateObjects: false }))
    .join("---\n");
}

/** Reads `manifest.yml` back. The documents were validated when it was written; only their form is checked here. */
export function parseManifest(text: string, file = "manifest.yml"): Manifest {
  const { documents, problems } = parseDocuments(file, text);
  throwProblems(problems, (count) => `${count} problems in ${file}`);
  const plain = documents.map((document) => plainDocument(document, toPlain(document.specification)));
  const cluster = plain.find(({ kind }) => kind === clusterKind);
  if (!cluster) throw finding({ code: "no-cluster", message: `${file} holds no ${clusterKind} document` });
  return deepFreeze({ cluster, documents: plain });
}

/** A document without places. */
export function plainDocument(source: SourceDocument, specification: unknown): Document {
  const { kind, name, provider, version, title } = source;
  return {
    kind,
    name,
    ...(provider !== undefined && { provider }),
    version,
    ...(title !== undefined && { title }),
    specification: specification as Document["specification"],
  };
}

/** Freezes plain data to its ends. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
