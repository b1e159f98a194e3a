import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Range, type Document as YamlDocument } from "yaml";
import type { StackError } from "../errors/stack-error.ts";
import * as errors from "./errors.ts";
import type { Located, LocatedEntry, LocatedMap, Place, ScalarValue, SourceText } from "./located.ts";
import { limits } from "./yaml-syntax.ts";

/** An expansion beyond this many times what was written is an attack, not a cluster. */
const maximumExpansion = 10;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

interface Conversion {
  source: SourceText;
  document: YamlDocument.Parsed;
  problems: StackError[];
  /** Nodes being converted, to find an alias inside of what it stands for. */
  open: Set<Node>;
  aliases: number;
  written: number;
  values: number;
}

/** Values with places from a YAML document; problems are added to the list. */
export function locatedFromYaml(
  document: YamlDocument.Parsed,
  source: SourceText,
  problems: StackError[],
): Located | undefined {
  const start = document.contents;
  if (!start) return undefined;
  const conversion: Conversion = { source, document, problems, open: new Set(), aliases: 0, written: 0, values: 0 };
  return convert(start, conversion, false);
}

function convert(node: unknown, conversion: Conversion, expanding: boolean): Located | undefined {
  conversion.values++;
  if (!expanding) conversion.written++;
  if (isAlias(node)) return convertAlias(node as Node & { source: string }, conversion);
  if (conversion.open.has(node as Node)) return report(conversion, errors.yamlCycle(placeOf(node, conversion)));
  if (hasOwnTag(node)) return report(conversion, errors.yamlTag(String(node.tag), placeOf(node, conversion)));
  conversion.open.add(node as Node);
  const located = convertValue(node, conversion, expanding);
  conversion.open.delete(node as Node);
  return located;
}

function convertValue(node: unknown, conversion: Conversion, expanding: boolean): Located | undefined {
  const place = placeOf(node, conversion);
  if (isMap(node)) return convertMap(node.items, conversion, { place, expanding });
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item, conversion, expanding)).filter((item) => item !== undefined);
    return { type: "list", items, place };
  }
  return convertScalar(node, conversion, place);
}

function convertScalar(node: unknown, conversion: Conversion, place: Place): Located | undefined {
  const value = isScalar(node) ? node.value : null;
  if (typeof value === "string" && value.includes("\0")) return report(conversion, errors.nulCharacter(place));
  if (!isPlainScalar(value)) return report(conversion, errors.yamlTag(typeof value, place));
  const written = isScalar(node) && typeof value === "number" ? node.source : undefined;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return report(conversion, errors.numberLosesDigits(written ?? String(value), place));
  }
  return { type: "scalar", value, place, ...(written !== undefined && { written }) };
}

function convertAlias(node: Node & { source: string }, conversion: Conversion): Located | undefined {
  const place = placeOf(node, conversion);
  conversion.aliases++;
  if (conversion.aliases > limits.aliases) return report(conversion, errors.tooManyAliases(limits.aliases, place));
  const target = isAlias(node) ? node.resolve(conversion.document) : undefined;
  if (!target) return report(conversion, errors.unknownAlias(node.source, place));
  if (conversion.values > conversion.written * maximumExpansion + 1000) {
    return report(conversion, errors.aliasExpansion(place));
  }
  return convert(target, conversion, true);
}

function convertMap(
  pairs: readonly Pair[],
  conversion: Conversion,
  how: { place: Place; expanding: boolean },
): LocatedMap {
  const entries = new Map<string, LocatedEntry>();
  const inherited = new Map<string, LocatedEntry>();
  for (const pair of pairs) {
    const key = placeOf(pair.key, conversion);
    const name = keyName(pair.key);
    const value = convert(pair.value, conversion, how.expanding) ?? { type: "scalar", value: null, place: key };
    const entry = { key, value: pair.value === null ? { ...value, place: key } : value };
    if (name === "<<" && isMergeSource(value)) inherit(value, inherited);
    else if (acceptKey(name, entries, { conversion, key })) entries.set(name as string, entry);
  }
  return { type: "map", entries: new Map([...inherited, ...entries]), place: how.place };
}

function acceptKey(
  name: string | undefined,
  entries: ReadonlyMap<string, LocatedEntry>,
  { conversion, key }: { conversion: Conversion; key: Place },
): boolean {
  const first = name === undefined ? undefined : entries.get(name);
  if (name === undefined) report(conversion, errors.keyIsNoText(key));
  else if (forbiddenKeys.has(name)) report(conversion, errors.forbiddenKey(name, key));
  else if (name.includes("\0")) report(conversion, errors.nulCharacter(key));
  else if (first) report(conversion, errors.duplicateKey(name, key, first.key));
  else return true;
  return false;
}

/** YAML 1.1 merge keys (`<<: *anchor`), which documents of the old products may use. */
function inherit(value: Located, inherited: Map<string, LocatedEntry>): void {
  const maps = value.type === "list" ? value.items : [value];
  for (const map of maps) {
    if (map.type !== "map") continue;
    for (const [key, entry] of map.entries) if (!inherited.has(key)) inherited.set(key, entry);
  }
}

function isMergeSource(value: Located): boolean {
  return value.type === "map" || (value.type === "list" && value.items.every((item) => item.type === "map"));
}

/** The text of a key as it was written, so that `1.10: x` stays `1.10`. */
function keyName(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function hasOwnTag(node: unknown): node is { tag: string } {
  const tag = (node as { tag?: unknown } | null)?.tag;
  return typeof tag === "string" && !/^tag:yaml\.org,2002:(map|seq|str|int|float|bool|null)$/.test(tag);
}

function isPlainScalar(value: unknown): value is ScalarValue {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function placeOf(node: unknown, { source, document }: Conversion): Place {
  const range = (node as { range?: Range | null } | null)?.range ?? document.range;
  return { source, start: range[0], end: range[1] };
}

function report(conversion: Conversion, problem: StackError): undefined {
  conversion.problems.push(problem);
  return undefined;
}
