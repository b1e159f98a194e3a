import { isUtf8 } from "node:buffer";
import type { Declaration } from "./errors.ts";
import { readSource, readTemplate } from "./read-plugin-file.ts";
import { requiredFile } from "./required-file.ts";

interface FileContext {
  schema: object;
  base: string | undefined;
  where: Declaration;
}

/**
 * Types see only content: text, or base64 where a source is no text. A type that takes a source and no content (an
 * archive) keeps the path besides. A file of the role's requirements stands there with all that is needed to fetch it.
 */
export function withContent(
  fields: Readonly<Record<string, unknown>>,
  { schema, base, where }: FileContext,
): Record<string, unknown> {
  const { template, data, source, ...rest } = fields;
  if (typeof rest.file === "string" && hasField(schema, "file"))
    return { ...rest, file: requiredFile({ where, base, id: rest.file }) };
  if (typeof template === "string") {
    const values = (data ?? {}) as Record<string, unknown>;
    return { ...rest, content: readTemplate({ where, field: "template", path: template, base }, values) };
  }
  if (typeof source !== "string") return fields;
  const { path, bytes } = readSource({ where, field: "source", path: source, base });
  if (!hasField(schema, "content")) return { ...rest, source: path, contentBase64: bytes.toString("base64") };
  return {
    ...rest,
    ...(isText(bytes) ? { content: bytes.toString("utf8") } : { contentBase64: bytes.toString("base64") }),
  };
}

/** Whether a type with this schema takes the field. */
export function hasField(schema: object, field: string): boolean {
  return Object.hasOwn((schema as { properties?: object }).properties ?? {}, field);
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}
