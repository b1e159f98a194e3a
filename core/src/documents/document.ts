import type { SourceLocation } from "../errors/stack-error.ts";

/** A document after alias resolution. `specification` is plain data with null-prototype-safe keys. */
export interface Document {
  kind: string;
  name: string;
  provider?: string;
  /** Missing in the source: `1.0.0`. */
  version: string;
  title?: string;
  specification: Record<string, unknown>;
}

/** Where a kind's schema and defaults lie, and whose it is. Built by the plugin host, core and provider folders. */
export interface KindSource {
  kind: string;
  /** Only for documents of this provider; any when missing. */
  provider?: string;
  /** YAML file with a JSON schema (draft-07) of `specification`. */
  schemaFile: string;
  /** YAML file with the default `specification`. */
  defaultsFile: string;
  /** `core`, `provider local`, `role haproxy`. */
  owner: string;
}

export interface DocumentWarning {
  code: string;
  message: string;
  hint?: string;
  location?: SourceLocation;
}

/** What was wanted, after defaults, merging and validation: frozen plain data, written as `manifest.yml`. */
export interface Manifest {
  cluster: Document;
  /** All documents, the cluster first; configuration documents of every role of the cluster included. */
  documents: readonly Document[];
}

export interface ResolvedDocuments {
  manifest: Manifest;
  warnings: DocumentWarning[];
  /** Text of fields marked `sensitive`, by secret name; moved to `secrets/`, standing as `{secret: name}` in the manifest. */
  secrets: Readonly<Record<string, string>>;
}
