import { parse } from "yaml";

/** The mapping in a state that a container left. Throws an Error whose message goes on from "it is unusable:". */
export function parseShared(text: string): Record<string, unknown> {
  const value: unknown = parse(text, { maxAliasCount: 100, stringKeys: true, prettyErrors: false });
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw new Error("it holds no mapping");
  return value as Record<string, unknown>;
}
