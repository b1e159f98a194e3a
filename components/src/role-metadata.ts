import type { MatchExpression, Role, RoleManifest } from "@lambdastack/core";

/** What a module says of itself, in the form that repositories of modules use. */
export interface RoleMetadata {
  labels: Record<string, string>;
  requires?: { strong?: MatchExpression[][]; weak?: MatchExpression[][] };
  influences?: MatchExpression[][];
  /** Values that it hands to others, and those that it reads, with their schemas and versions. */
  publishes?: RoleManifest["publishes"];
  consumes?: RoleManifest["consumes"];
  /** Methods that it implements: those every role has, and its own tasks. */
  methods: string[];
}

/** Every role has these, derived from its manifest and its resources. */
const derivedMethods = ["metadata", "init", "plan", "audit"];

export function metadataOf({ manifest, tasks }: Role): RoleMetadata {
  const { labels, requires, influences, publishes, consumes, name, version } = manifest;
  return {
    labels: { version, name, ...labels },
    ...(requires ? { requires } : {}),
    ...(influences ? { influences } : {}),
    ...(publishes ? { publishes } : {}),
    ...(consumes ? { consumes } : {}),
    methods: [...derivedMethods, ...Object.keys(tasks)],
  };
}
