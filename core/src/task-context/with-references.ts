import type { SecretReference } from "../resources/resource.ts";

/** `{secret: name}` of a manifest becomes a reference that the engine resolves; everything else stays. */
export function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === "secret" && typeof only[1] === "string") return reference(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withReferences(inner)]));
}

const reference = (name: string): SecretReference => ({ $tag: "secret", name });
