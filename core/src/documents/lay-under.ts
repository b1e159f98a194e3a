import type { SourceDocument } from "./document-header.ts";
import type { LocatedMap } from "./located.ts";
import { clusterKind } from "./manifest.ts";

/**
 * What `init` computed from the state lies between defaults and the user's documents: values of a document that the user
 * has written too stand below it, other documents come in addition. Of the cluster, it says more of components that the
 * user names, and never brings one back that the user took out.
 */
export function layUnder(
  documents: readonly SourceDocument[],
  computed: readonly SourceDocument[],
): { documents: SourceDocument[]; below: ReadonlyMap<SourceDocument, LocatedMap> } {
  const below = new Map<SourceDocument, LocatedMap>();
  const additional: SourceDocument[] = [];
  for (const one of computed) {
    const written = documents.find((document) => isSame(document, one));
    if (written) below.set(written, fitting(one, written));
    else if (one.kind !== clusterKind) additional.push(one);
  }
  return { documents: [...documents, ...additional], below };
}

const isSame = (one: SourceDocument, other: SourceDocument): boolean =>
  one.kind === other.kind &&
  one.name === other.name &&
  (one.provider ?? other.provider) === (other.provider ?? one.provider);

function fitting({ kind, specification }: SourceDocument, written: SourceDocument): LocatedMap {
  const components = specification.entries.get("components");
  if (kind !== clusterKind || components?.value.type !== "map") return specification;
  const named = written.specification.entries.get("components")?.value;
  const isNamed = (name: string): boolean => named?.type === "map" && named.entries.has(name);
  const kept = new Map([...components.value.entries].filter(([name]) => isNamed(name)));
  const entries = new Map(specification.entries);
  entries.set("components", { ...components, value: { ...components.value, entries: kept } });
  return { ...specification, entries };
}
