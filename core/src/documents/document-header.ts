import type { StackError } from "../errors/stack-error.ts";
import type { DocumentWarning } from "./document.ts";
import { documentIsNoMap, finding, missingHeader } from "./errors.ts";
import { type Located, type LocatedMap, locationOf, type Place } from "./located.ts";
import { didYouMean, received } from "./suggestions.ts";

/** A document as it was written, before defaults. */
export interface SourceDocument {
  kind: string;
  name: string;
  provider?: string;
  version: string;
  title?: string;
  basedOn?: string;
  /** A map without entries where the source has none. */
  specification: LocatedMap;
  /** Places of the header's values, by key; `specification` and the whole document too. */
  places: Readonly<Record<string, Place>> & { document: Place };
}

export interface HeaderReading {
  document?: SourceDocument;
  problems: StackError[];
  warnings: DocumentWarning[];
}

const identifier = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const headerRules: Record<string, { pattern: RegExp; allowed: string }> = {
  kind: { pattern: /^[a-z0-9]+(?:[-/][a-z0-9]+)*$/, allowed: "lower-case words joined by - and /" },
  name: { pattern: identifier, allowed: "letters, digits, dots, hyphens and underscores (1 to 63)" },
  provider: { pattern: /^[a-z][a-z0-9-]{0,39}$/, allowed: "lower-case letters, digits and hyphens" },
  version: { pattern: /^\d+\.\d+\.\d+(?:[-.]?[0-9A-Za-z.-]{1,40})?$/, allowed: "a version such as 1.0.0" },
  title: { pattern: /^[^\r\n]*$/, allowed: "one line of text" },
  based_on: { pattern: identifier, allowed: "the name of another document of this kind" },
};
const replacedKeys: Record<string, string> = {
  build_path: "The build folder is ./build/<specification.name>; choose another one with -b.",
};

/** Reads kind, name, provider, version and the rest of the top level of one document. */
export function readHeader(located: Located): HeaderReading {
  if (located.type !== "map") return { problems: [documentIsNoMap(located.place)], warnings: [] };
  const texts = new Map<string, string>();
  const problems = [...located.entries].flatMap(([key, { value }]) => headerProblems({ key, value, texts, located }));
  const warnings = Object.keys(replacedKeys).flatMap((key) => replacedWarning(key, located));
  const specification = located.entries.get("specification")?.value;
  if (!located.entries.has("kind")) problems.push(missingHeader("kind", located.place));
  if (needsName(texts)) problems.push(missingHeader("name", located.entries.get("kind")?.value.place ?? located.place));
  if (problems.length > 0) return { problems, warnings };
  return { document: documentOf(texts, located, specification), problems, warnings };
}

function headerProblems(entry: {
  key: string;
  value: Located;
  texts: Map<string, string>;
  located: LocatedMap;
}): StackError[] {
  const { key, value, texts, located } = entry;
  if (key === "specification") return value.type === "map" || isEmpty(value) ? [] : [specificationIsNoMap(value)];
  if (key in replacedKeys) return [];
  const rule = headerRules[key];
  if (!rule) return [unknownHeader(key, located)];
  if (value.type !== "scalar" || typeof value.value !== "string") return [headerIsNoText(key, value)];
  if (!rule.pattern.test(value.value)) return [badHeader(key, value.value, value.place)];
  texts.set(key, value.value);
  return [];
}

/** Documents of which a cluster has one need no name; of machines there are many. */
function needsName(texts: ReadonlyMap<string, string>): boolean {
  return !texts.has("name") && texts.get("kind")?.startsWith("infrastructure/") === true;
}

function documentOf(texts: ReadonlyMap<string, string>, located: LocatedMap, specification?: Located): SourceDocument {
  const [provider, title, basedOn] = [texts.get("provider"), texts.get("title"), texts.get("based_on")];
  const places = [...located.entries].map(([key, { value }]) => [key, value.place] as const);
  const empty: LocatedMap = { type: "map", entries: new Map(), place: specification?.place ?? located.place };
  return {
    kind: texts.get("kind") ?? "",
    name: texts.get("name") ?? "default",
    version: texts.get("version") ?? "1.0.0",
    specification: specification?.type === "map" ? specification : empty,
    places: { ...Object.fromEntries(places), document: located.place },
    ...(provider !== undefined && { provider }),
    ...(title !== undefined && { title }),
    ...(basedOn !== undefined && { basedOn }),
  };
}

function replacedWarning(key: string, located: LocatedMap): DocumentWarning[] {
  const entry = located.entries.get(key);
  const hint = replacedKeys[key];
  if (!entry || hint === undefined) return [];
  return [
    { code: "replaced-key", message: `"${key}" no longer means anything`, hint, location: locationOf(entry.key) },
  ];
}

function unknownHeader(key: string, located: LocatedMap): StackError {
  const known = [...Object.keys(headerRules), "specification"];
  const place = located.entries.get(key)?.key;
  return finding({
    code: "unknown-key",
    message: `Unknown key "${key}" in a document`,
    hint: didYouMean(key, known),
    place,
  });
}

function headerIsNoText(key: string, value: Located): StackError {
  const written = value.type === "scalar" ? (value.written ?? received(value.value)) : `a ${value.type}`;
  const hint = value.type === "scalar" && value.value !== null ? `Quote it: ${key}: "${written}".` : undefined;
  const message = `"${key}" must be a text; received ${written}`;
  return finding({ code: "wrong-type", message, hint, place: value.place });
}

function badHeader(key: string, value: string, place: Place): StackError {
  const hint = `Allowed: ${headerRules[key]?.allowed}.`;
  return finding({ code: "bad-value", message: `"${key}" cannot be ${received(value)}`, hint, place });
}

function specificationIsNoMap(value: Located): StackError {
  const what = value.type === "list" ? "a list" : received(value.type === "scalar" ? value.value : undefined);
  return finding({
    code: "wrong-type",
    message: `"specification" must be a map; received ${what}`,
    place: value.place,
  });
}

function isEmpty(value: Located): boolean {
  return value.type === "scalar" && value.value === null;
}
