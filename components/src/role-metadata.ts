import { type MatchExpression, type OwnModule, type Role, type RoleManifest, versionOf } from "@lambdastack/core";
import { versionOfCode } from "./modules/errors.ts";
import { methodsOf } from "./role-listing.ts";

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

export const metadataOf = ({ manifest, tasks }: Role): RoleMetadata =>
  described(manifest, [...derivedMethods, ...Object.keys(tasks)]);

/** Of a container nothing is run for it: its file says it all. Without a version, of its newest. */
export function moduleMetadata(module: OwnModule, version?: string): RoleMetadata {
  const meant = atVersion(module, version);
  return described(meant.manifest, [...new Set(["metadata", ...methodsOf(meant)])]);
}

function atVersion(module: OwnModule, asked: string | undefined): OwnModule {
  if (asked === undefined || asked === module.manifest.version) return module;
  if (module.type === "module") throw versionOfCode(module.name, asked);
  const version = versionOf(module, asked);
  return { ...module, manifest: { ...module.manifest, version: version.version }, versions: [version] };
}

function described(manifest: RoleManifest, methods: string[]): RoleMetadata {
  const { labels, requires, influences, publishes, consumes, name, version } = manifest;
  return {
    labels: { version, name, ...labels },
    ...(requires ? { requires } : {}),
    ...(influences ? { influences } : {}),
    ...(publishes ? { publishes } : {}),
    ...(consumes ? { consumes } : {}),
    methods,
  };
}
