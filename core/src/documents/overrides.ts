import type { Manifest } from "./document.ts";

export const overrideKind = "configuration/override";

/** A `configuration/override` document: one field of one resource on one machine, in place of what its role says. */
export interface Override {
  /** Name of the document. */
  name: string;
  machine: string;
  /** `<type>:<identity>`. */
  resource: string;
  property: string;
  value: unknown;
}

/** Every override of a cluster, in the order of its documents. */
export function overridesOf({ documents }: Manifest): Override[] {
  return documents
    .filter(({ kind }) => kind === overrideKind)
    .map(({ name, specification }) => ({ name, ...(specification as unknown as Omit<Override, "name">) }));
}
