import type { AdoptedKey } from "../plugin-host/role.ts";

/**
 * What a key of a role's configuration is, read from a field of a resource that it feeds; as number or boolean where the
 * key is one now. Undefined where the field does not tell.
 */
export function adoptedValue({ pattern }: AdoptedKey, field: unknown, now: unknown): unknown {
  if (pattern === undefined) return typeof field === typeof now ? field : undefined;
  const found = typeof field === "string" ? new RegExp(pattern, "m").exec(field)?.[1] : undefined;
  if (found === undefined || typeof now === "string") return found;
  const value = typeof now === "number" ? Number(found) : { true: true, false: false }[found];
  return typeof value === typeof now && String(value) === found ? value : undefined;
}

/** The value that a key with dots between its levels has in a configuration. */
export function valueOfKey(configuration: Readonly<Record<string, unknown>>, key: string): unknown {
  return key.split(".").reduce<unknown>((inner, name) => {
    const isMap = typeof inner === "object" && inner !== null && Object.hasOwn(inner, name);
    return isMap ? (inner as Record<string, unknown>)[name] : undefined;
  }, configuration);
}
