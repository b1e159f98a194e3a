import { findDocument, type Manifest, type SecretReference, type Value } from "@lambdastack/core";

/** A role's configuration on a machine: that of the component which brings the role there. */
export function configurationOf(manifest: Manifest, role: string, component: string): Record<string, Value> {
  const components = manifest.cluster.specification.components as Record<string, { configuration?: string }>;
  const name = components[component]?.configuration ?? "default";
  const kind = `configuration/${role}`;
  const document = findDocument(manifest, kind, name) ?? findDocument(manifest, kind, "default");
  return withReferences(document?.specification ?? {}) as Record<string, Value>;
}

/** `{secret: name}` of the manifest becomes a reference that the engine resolves. */
function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === "secret" && typeof only[1] === "string") return reference(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withReferences(inner)]));
}

const reference = (name: string): SecretReference => ({ $tag: "secret", name });
