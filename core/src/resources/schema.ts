/** Text that may be given by reference: a secret, an output, or what is not known yet. */
export const text = {
  anyOf: [
    { type: "string" },
    { type: "object", required: ["$tag"], properties: { $tag: { enum: ["secret", "output", "unknown"] } } },
  ],
};

/** Any value that stands in a template's data or an environment. */
export const anyValue = {};

/** A field's schema with what the field is for, as the page of resource types shows it. */
export const described = <Schema extends object>(description: string, schema: Schema) => ({ ...schema, description });

/** An absolute, normalised path: no `.`, `..`, doubled or trailing slash, control character. */
export const path = {
  type: "string",
  maxLength: 4000,
  pattern: "^(?:/(?!\\.{1,2}(?:/|$))[^/\\u0000-\\u001f\\u007f]{1,255})+$",
};

/** A file beside the task. */
export const fileName = { type: "string", minLength: 1 };

/** Octal digits as text, such as `0644`. */
export const mode = { type: "string", pattern: "^0?[0-7]{3,4}$" };

/** Name of a user or group. */
export const account = { type: "string", pattern: "^[a-z_][a-z0-9_.-]{0,31}$" };

/** Name of a systemd unit, with or without suffix. */
export const unitName = { type: "string", pattern: "^[A-Za-z0-9:_.\\\\@][A-Za-z0-9:_.\\\\@-]{0,254}$" };

/** Unix ids that are neither root nor the reserved ones at the end. */
export const accountId = { type: "integer", minimum: 1, maximum: 4_294_967_293 };

export const environment = {
  type: "object",
  propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
  additionalProperties: { anyOf: [text, { type: "number" }, { type: "boolean" }] },
};

/** Seconds. */
export const seconds = { type: "integer", minimum: 1, maximum: 86_400 };

/** A command line or script: not empty, without NUL. */
export const script = { type: "string", pattern: "^[^\\u0000]+$" };

/** What must hold of the fields of a resource that is not to be absent. */
export function unlessAbsent(rule: object): object {
  return { if: { properties: { ensure: { const: "absent" } }, required: ["ensure"] }, else: rule };
}

/** Exactly one of the fields. */
export function oneOf(...names: string[]): object {
  return { oneOf: names.map((name) => ({ required: [name] })) };
}

/** The schema of a resource type's fields; `ensure` is every type's. */
export function fields(properties: Record<string, object>, required: readonly string[], rules: object = {}): object {
  return {
    type: "object",
    additionalProperties: false,
    properties: { ensure: described("Whether it shall be there.", { enum: ["present", "absent"] }), ...properties },
    required,
    ...rules,
  };
}
