import {
  isCollection,
  isMap,
  isScalar,
  type Pair,
  parseAllDocuments,
  Scalar,
  stringify,
  type YAMLMap,
  type Document as YamlDocument,
} from "yaml";
import type { ValueEdit } from "./set-value.ts";

interface Located {
  map: YAMLMap;
  /** Missing: the map has no such key. */
  pair?: Pair;
  key: string;
  /** Keys that still lie below it. */
  rest: readonly string[];
}

/** Replaces the value's own characters, or adds lines behind the map that it belongs to. Undefined where neither can be done. */
export function spliceValue(text: string, { document, path, value }: ValueEdit): string | undefined {
  const contents = (parseAllDocuments(text) as YamlDocument[])[document]?.contents;
  const found = isMap(contents) ? deepest(contents, path) : undefined;
  if (!found || found.map.flow) return undefined;
  const column = columnOf(found.map, text);
  if (column === undefined) return undefined;
  const edited = found.pair
    ? replaced(text, { ...found, pair: found.pair, column, value })
    : added(text, { ...found, column, value: styled(value, undefined) });
  return edited && text.includes("\r\n") ? edited.replaceAll(/\r?\n/g, "\r\n") : edited;
}

function deepest(map: YAMLMap, [key = "", ...rest]: readonly string[]): Located | undefined {
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
  if (!pair) return { map, key, rest };
  if (rest.length === 0) return { map, pair, key, rest };
  return isMap(pair.value) ? deepest(pair.value, rest) : undefined;
}

/** Where the keys of a block map begin in their lines. */
function columnOf({ items }: YAMLMap, text: string): number | undefined {
  const start = rangeOf(items[0]?.key)?.[0];
  return start === undefined ? undefined : start - (text.lastIndexOf("\n", start - 1) + 1);
}

type Placed = Located & { column: number; value: unknown };

function replaced(text: string, { pair, key, column, value }: Placed & { pair: Pair }): string | undefined {
  const [keyRange, valueRange] = [rangeOf(pair.key), rangeOf(pair.value)];
  if (!keyRange || !valueRange || isCollection(pair.value)) return undefined;
  const [start, end] = valueRange;
  // an anchor, a tag or a comment of its own stands between them
  if (!/^\s*:[ \t]+$/.test(text.slice(keyRange[1], start))) return undefined;
  const isLastInLine = text[end - 1] === "\n" || /^[ \t]*(?:\r?\n|$)/.test(text.slice(end));
  const written = valueText(key, styled(value, pair.value), column);
  // several lines would swallow a comment behind the value
  const fitting = isLastInLine || !written.includes("\n") ? written : JSON.stringify(value);
  const tail = text[end - 1] === "\n" ? "\n" : "";
  return text.slice(0, start) + fitting + tail + text.slice(end);
}

/** In quotes where the old value was, or where a block would take blank lines behind it for its own. */
function styled(value: unknown, old: unknown): unknown {
  if (typeof value === "string" && /\n\s*\n$|^\s*\n$/.test(value)) return quoted(value);
  if (typeof value !== "string" || !isScalar(old) || !old.type?.startsWith("QUOTE")) return value;
  return Object.assign(new Scalar(value), { type: old.type });
}

const quoted = (value: string) => Object.assign(new Scalar(value), { type: Scalar.QUOTE_DOUBLE });

function valueText(key: string, value: unknown, column: number): string {
  return pairText(key, value, column)
    .slice(pairText(key, 0, column).length - "0\n".length)
    .replace(/\n$/, "");
}

function added(text: string, { map, key, rest, column, value }: Placed): string | undefined {
  const end = endOf(map);
  if (end === undefined) return undefined;
  const newline = text.indexOf("\n", end);
  const at = text[end - 1] === "\n" ? end : newline < 0 ? text.length : newline + 1;
  const nested = rest.reduceRight<unknown>((inner, one) => ({ [one]: inner }), value);
  const before = at === text.length && !text.endsWith("\n") ? "\n" : "";
  return `${text.slice(0, at)}${before}${" ".repeat(column)}${pairText(key, nested, column)}${text.slice(at)}`;
}

/** `key: value` with its further lines below it. */
function pairText(key: string, value: unknown, column: number): string {
  return stringify({ [key]: value }, { lineWidth: 0 }).replaceAll(/\n(?=.)/g, `\n${" ".repeat(column)}`);
}

/** Where the last value below a node ends. */
function endOf(node: unknown): number | undefined {
  if (!isMap(node) || node.flow) return rangeOf(node)?.[1];
  const last = node.items.at(-1);
  return (last?.value ? endOf(last.value) : undefined) ?? rangeOf(last?.key)?.[1];
}

const rangeOf = (node: unknown): readonly [number, number, number] | undefined =>
  (node as { range?: [number, number, number] } | null | undefined)?.range ?? undefined;
