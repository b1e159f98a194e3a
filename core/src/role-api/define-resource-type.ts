import type { ResourceType } from "../resources/resource-type.ts";

export type * from "../resources/resource-type.ts";

/** Gives a plugin's own resource type its types. Identity at run time. */
export function defineResourceType<Props, Observed>(
  type: ResourceType<Props, Observed>,
): ResourceType<Props, Observed> {
  return type;
}
