import { Scalar, type ScalarTag } from "yaml";

/** Text that Ansible must not evaluate as a template. */
export class UnsafeText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Ansible's own `!unsafe`: written for marked text, read as the text itself. */
export const unsafeTag: ScalarTag = {
  tag: "!unsafe",
  identify: (value) => value instanceof UnsafeText,
  createNode: (_schema, value) => new Scalar((value as UnsafeText).text),
  // A JSON text is a double-quoted scalar of YAML.
  stringify: ({ value }) => JSON.stringify(value),
  resolve: (text) => text,
};

/** Marks every text in which Jinja would see something. */
export function markUnsafe(value: unknown): unknown {
  if (typeof value === "string") return /\{[{%#]/.test(value) ? new UnsafeText(value) : value;
  if (Array.isArray(value)) return value.map(markUnsafe);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, markUnsafe(inner)]));
}
