import type { LineCounter } from "yaml";
import type { SourceLocation } from "../errors/stack-error.ts";

/** One text that was read, with where its lines begin. */
export interface SourceText {
  file: string;
  text: string;
  lines: LineCounter;
}

/** Part of a source text; offsets in characters. */
export interface Place {
  source: SourceText;
  start: number;
  end: number;
}

export type ScalarValue = string | number | boolean | null;

export interface LocatedScalar {
  type: "scalar";
  value: ScalarValue;
  /** The characters that a number was written with, such as `1.10`. */
  written?: string;
  place: Place;
}

export interface LocatedList {
  type: "list";
  items: readonly Located[];
  place: Place;
}

export interface LocatedMap {
  type: "map";
  entries: ReadonlyMap<string, LocatedEntry>;
  place: Place;
}

export interface LocatedEntry {
  key: Place;
  value: Located;
}

/** A value that knows where it was written. Merging keeps the places, so a finding points into the user's file. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export type Path = readonly (string | number)[];

/** Plain data without places; entries become own properties whatever their name. */
export function toPlain(located: Located): unknown {
  if (located.type === "scalar") return located.value;
  if (located.type === "list") return located.items.map(toPlain);
  return Object.fromEntries([...located.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}

/** The value at a path, or undefined where the path leads nowhere. */
export function valueAt(located: Located | undefined, path: Path): Located | undefined {
  let current = located;
  for (const step of path) {
    if (current?.type === "map") current = current.entries.get(String(step))?.value;
    else if (current?.type === "list") current = current.items[Number(step)];
    else return undefined;
  }
  return current;
}

/** Where the value at a path was written, or the nearest value around it. */
export function placeAt(located: Located, path: Path): Place {
  for (let length = path.length; length > 0; length--) {
    const found = valueAt(located, path.slice(0, length));
    if (found) return found.place;
  }
  return located.place;
}

/** Where the key at the end of a path was written. */
export function keyPlaceAt(located: Located, path: Path): Place {
  const parent = valueAt(located, path.slice(0, -1));
  const entry = parent?.type === "map" ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.key ?? placeAt(located, path);
}

/** A place as file, line and column, with the line's text. */
export function locationOf(place: Place): SourceLocation {
  const { source, start, end } = place;
  const { line, col } = source.lines.linePos(start);
  const lineStart = source.lines.lineStarts[line - 1] ?? 0;
  const lineEnd = source.text.indexOf("\n", lineStart);
  const sourceLine = source.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, "");
  const length = Math.max(1, Math.min(end - start, sourceLine.length - col + 1));
  return { file: source.file, line, column: col, sourceLine, length };
}

/** The location without the line's text, for values that must not be printed. */
export function withoutText(location: SourceLocation): SourceLocation {
  const { sourceLine: _, ...rest } = location;
  return rest;
}

/** `specification.components.web.machines[0]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
