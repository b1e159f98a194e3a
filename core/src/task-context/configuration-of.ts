import type { Manifest } from "../documents/document.ts";
import { findDocument } from "../documents/manifest.ts";
import type { Value } from "../resources/resource.ts";
import { withReferences } from "./with-references.ts";

/** The name of the documents that configure the roles of a component. */
export function configurationName(manifest: Manifest, component: string): string {
  const components = manifest.cluster.specification.components as Record<string, { configuration?: string }>;
  return components[component]?.configuration ?? "default";
}

/** A role's configuration on a machine: that of the component which brings the role there. */
export function configurationOf(manifest: Manifest, role: string, component: string): Record<string, Value> {
  const name = configurationName(manifest, component);
  const kind = `configuration/${role}`;
  const document = findDocument(manifest, kind, name) ?? findDocument(manifest, kind, "default");
  return withReferences(document?.specification ?? {}) as Record<string, Value>;
}
