import type { Audit, LeftFinding, ManualField } from "@lambdastack/core";
import type { KeyProposal } from "./key-proposal.ts";

/** How changes by hand are to be said in documents; what neither fits is left, with why. */
export interface AdoptionPlan {
  keys: readonly KeyProposal[];
  overrides: readonly ManualField[];
  left: readonly LeftFinding[];
}

/** A change by hand that documents say from now on. */
export interface AdoptedField extends Omit<ManualField, "value"> {
  file: string;
  /** `configuration/haproxy "default"`. */
  document: string;
  /** Keys of that configuration; missing for an override. */
  keys?: string[];
}

/** What became of the changes by hand that an audit found. */
export interface Adoption {
  audit: Audit;
  adopted: readonly AdoptedField[];
  left: readonly LeftFinding[];
}
