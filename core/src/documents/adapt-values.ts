import type { DocumentWarning } from "./document.ts";
import { branchesOf, itemSchemas, type JsonSchema, propertySchemas, typesOf } from "./json-schema.ts";
import {
  type Located,
  type LocatedEntry,
  type LocatedMap,
  type LocatedScalar,
  locationOf,
  type Path,
  type Place,
  pathText,
} from "./located.ts";

export interface Adapted {
  specification: LocatedMap;
  warnings: DocumentWarning[];
}

interface Adapting {
  root: JsonSchema;
  warnings: DocumentWarning[];
}

const truths = /^(?:yes|y|on|true)$/i;
const falsehoods = /^(?:no|n|off|false)$/i;
/** What templates of the old products hold where nobody has written a value yet. */
const placeholders = new Set(["SET_BY_AUTOMATION", "TO_BE_SET_BY_USER"]);

/**
 * What a user wrote, as the schema means it: yes/no words become booleans where only a boolean fits, a number that
 * would lose digits keeps its text where a text fits too, keys without a meaning leave with a warning, and
 * placeholders of the old products count as not written, and an empty value where only a map fits is an empty map.
 */
export function adaptValues(specification: LocatedMap, schema: JsonSchema): Adapted {
  const adapting: Adapting = { root: schema, warnings: [] };
  const adapted = adaptMap(specification, { schemas: branchesOf(schema, schema), path: [] }, adapting);
  return { specification: adapted, warnings: adapting.warnings };
}

interface At {
  schemas: readonly JsonSchema[];
  path: Path;
}

function adapt(value: Located, at: At, adapting: Adapting): Located {
  if (value.type === "map") return adaptMap(value, at, adapting);
  if (value.type === "scalar")
    return isEmptyMap(value, typesOf(at.schemas)) ? emptyMap(value.place) : adaptScalar(value, typesOf(at.schemas));
  const items = value.items.map((item, index) =>
    adapt(item, { schemas: itemSchemas(at.schemas, index, adapting.root), path: [...at.path, index] }, adapting),
  );
  return { ...value, items };
}

function adaptMap(map: LocatedMap, { schemas, path }: At, adapting: Adapting): LocatedMap {
  const entries = new Map<string, LocatedEntry>();
  for (const [key, entry] of map.entries) {
    const at = { schemas: propertySchemas(schemas, key, adapting.root), path: [...path, key] };
    const replacement = at.schemas.find((schema) => schema.deprecationMessage)?.deprecationMessage;
    if (replacement !== undefined) adapting.warnings.push(replacedKey(at.path, entry, replacement));
    else if (!isPlaceholder(entry.value)) entries.set(key, { ...entry, value: adapt(entry.value, at, adapting) });
  }
  return { ...map, entries };
}

function adaptScalar(scalar: LocatedScalar, types: ReadonlySet<string>): LocatedScalar {
  const { value, written } = scalar;
  if (typeof value === "string" && types.has("boolean") && !types.has("string")) {
    if (truths.test(value)) return { ...scalar, value: true };
    if (falsehoods.test(value)) return { ...scalar, value: false };
  }
  const losesText = typeof value === "number" && written !== undefined && String(value) !== written;
  return losesText && types.has("string") && types.size > 1 ? { ...scalar, value: written } : scalar;
}

/** `web:` with nothing behind it asks for a map without entries. */
function isEmptyMap({ value }: LocatedScalar, types: ReadonlySet<string>): boolean {
  return value === null && types.has("object") && types.size === 1;
}

function emptyMap(place: Place): LocatedMap {
  return { type: "map", entries: new Map(), place };
}

function isPlaceholder(value: Located): boolean {
  return value.type === "scalar" && typeof value.value === "string" && placeholders.has(value.value);
}

function replacedKey(path: Path, entry: LocatedEntry, hint: string): DocumentWarning {
  const message = `"${pathText(["specification", ...path])}" no longer means anything`;
  return { code: "replaced-key", message, hint, location: locationOf(entry.key) };
}
