import type { DocumentWarning } from "./document.ts";
import { branchesOf, itemSchemas, type JsonSchema, propertySchemas } from "./json-schema.ts";
import { type Located, type LocatedMap, locationOf, type Path, pathText, toPlain, withoutText } from "./located.ts";

export interface Extracted {
  /** The specification with `{secret: name}` in place of each sensitive text. */
  specification: Record<string, unknown>;
  secrets: Record<string, string>;
  warnings: DocumentWarning[];
}

interface Extraction extends Extracted {
  root: JsonSchema;
  /** First words of the secrets' names. */
  prefix: string[];
}

/** Passwords that the old products shipped, or that stand where nobody has written one yet. */
const placeholder = /^(?:PASSWORD_TO_CHANGE|CHANGE_?ME|X{4,}|<.*>|your-.*)$/i;

/** Moves the text of every field that the schema marks `sensitive` out of a specification. */
export function extractSecrets(
  document: { kind: string; name: string },
  specification: LocatedMap,
  schema: JsonSchema,
): Extracted {
  const prefix = [document.kind.split("/").at(-1) ?? document.kind, document.name];
  const extraction: Extraction = { root: schema, prefix, specification: {}, secrets: {}, warnings: [] };
  const extracted = extract(specification, { schemas: branchesOf(schema, schema), path: [] }, extraction);
  const { secrets, warnings } = extraction;
  return { specification: extracted as Record<string, unknown>, secrets, warnings };
}

function extract(value: Located, at: { schemas: JsonSchema[]; path: Path }, extraction: Extraction): unknown {
  if (value.type === "scalar") {
    const isSecret = typeof value.value === "string" && at.schemas.some((schema) => schema.sensitive);
    return isSecret && value.value !== "" ? moved(value, at.path, extraction) : value.value;
  }
  if (value.type === "list") {
    return value.items.map((item, index) =>
      extract(
        item,
        { schemas: itemSchemas(at.schemas, index, extraction.root), path: [...at.path, nameIn(item, index)] },
        extraction,
      ),
    );
  }
  const entries = [...value.entries].map(([key, entry]) => {
    const schemas = propertySchemas(at.schemas, key, extraction.root);
    return [key, extract(entry.value, { schemas, path: [...at.path, key] }, extraction)];
  });
  return Object.fromEntries(entries);
}

function moved(value: Located, path: Path, extraction: Extraction): { secret: string } {
  const text = String(toPlain(value));
  const name = freeName([...extraction.prefix, ...path.map(String)], extraction.secrets);
  extraction.secrets[name] = text;
  if (placeholder.test(text)) {
    extraction.warnings.push({
      code: "placeholder-secret",
      message: `${pathText(["specification", ...path])} still holds a placeholder`,
      hint: "Write a value of your own, or remove the line to have one made where the role allows it.",
      location: withoutText(locationOf(value.place)),
    });
  }
  return { secret: name };
}

function freeName(words: string[], taken: Readonly<Record<string, string>>): string {
  const name = words
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 120);
  let free = name;
  for (let number = 2; Object.hasOwn(taken, free); number++) free = `${name}-${number}`;
  return free;
}

/** An item is called by its name where it has one, so that its secret survives another order of the list. */
function nameIn(item: Located, index: number): string | number {
  const name = item.type === "map" ? item.entries.get("name")?.value : undefined;
  return name?.type === "scalar" && typeof name.value === "string" ? name.value : index;
}
