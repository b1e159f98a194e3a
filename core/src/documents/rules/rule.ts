import type { StackError } from "../../errors/stack-error.ts";
import type { ComponentSpecification } from "../cluster-document.ts";
import type { Document, DocumentWarning } from "../document.ts";
import type { SourceDocument } from "../document-header.ts";
import type { LocatedMap, Path, Place } from "../located.ts";

/** A document after defaults, still with its places. */
export interface MergedDocument {
  source: SourceDocument;
  merged: LocatedMap;
  document: Document;
  /** Whether its own schema found nothing wrong. */
  isValid: boolean;
}

/** What a rule across documents sees. */
export interface RuleContext {
  cluster: MergedDocument;
  documents: readonly MergedDocument[];
  components: Readonly<Record<string, ComponentSpecification>>;
  /** Roles by component. */
  roles: Readonly<Record<string, readonly string[]>>;
  /** Whether the cluster's machines are documents (as with provider any), not made by its provider. */
  machinesAreGiven: boolean;
  machines: readonly MergedDocument[];
  /** Place of a value of the cluster document's specification, or the nearest around it. */
  placeInCluster(path: Path): Place;
}

export interface RuleFindings {
  problems?: StackError[];
  /** Warnings of `validate` that are errors of `plan` and `apply`. */
  unmet?: StackError[];
  warnings?: DocumentWarning[];
}

/** One rule that no schema of a single document can state. */
export type Rule = (context: RuleContext) => RuleFindings;
