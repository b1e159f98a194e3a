import type { StackError } from "../errors/stack-error.ts";
import { duplicateListName, typeMismatch, unnamedMerge } from "./errors.ts";
import { type Located, type LocatedEntry, type LocatedList, type LocatedMap, type Path, pathText } from "./located.ts";

export interface Merge {
  problems: StackError[];
  /** Whether a schema decides which type stands at a path; there the merge leaves types alone. */
  isTyped(path: Path): boolean;
}

/**
 * Lays a document's values over its parent's: maps are merged key by key; lists are replaced, except lists of named
 * items that hold `- _merge: true`, which are merged by name; anything else is replaced.
 */
export function mergeMaps(parent: LocatedMap, child: LocatedMap, merge: Merge): LocatedMap {
  return mergeMapsAt({ parent, child, path: [] }, merge);
}

interface Pair<Kind extends Located> {
  parent: Kind;
  child: Kind;
  path: Path;
}

function mergeMapsAt({ parent, child, path }: Pair<LocatedMap>, merge: Merge): LocatedMap {
  const entries = new Map<string, LocatedEntry>(parent.entries);
  for (const [key, { key: place, value }] of child.entries) {
    const over = parent.entries.get(key)?.value;
    const at = [...path, key];
    entries.set(key, {
      key: place,
      value: over ? mergeAt({ parent: over, child: value, path: at }, merge) : alone(value, merge),
    });
  }
  return { type: "map", entries, place: child.place };
}

function mergeAt({ parent, child, path }: Pair<Located>, merge: Merge): Located {
  if (parent.type === "map" && child.type === "map") return mergeMapsAt({ parent, child, path }, merge);
  if (parent.type === "list" && child.type === "list") return mergeLists({ parent, child, path }, merge);
  if (typeOf(parent) !== typeOf(child) && typeOf(parent) !== "nothing" && !merge.isTyped(path)) {
    const what = { path: pathText(["specification", ...path]), wanted: typeOf(parent), received: typeOf(child) };
    merge.problems.push(typeMismatch(what, child.place));
  }
  return alone(child, merge);
}

function mergeLists({ parent, child, path }: Pair<LocatedList>, merge: Merge): LocatedList {
  if (!child.items.some(asksForMerge)) return alone(child, merge) as LocatedList;
  const own = child.items.filter((item) => !isMergeMark(item));
  const inherited = parent.items.filter((item) => !isMergeMark(item));
  if (![...own, ...inherited].every((item) => nameOf(item) !== undefined)) {
    merge.problems.push(unnamedMerge(child.place));
    return { ...child, items: own };
  }
  checkNames(own, merge);
  const ownByName = new Map(own.map((item) => [nameOf(item), item]));
  const names = new Set(inherited.map(nameOf));
  const merged = inherited.map((item) => {
    const over = ownByName.get(nameOf(item));
    return over ? mergeAt({ parent: item, child: over, path: [...path, 0] }, merge) : item;
  });
  const added = own.filter((item) => !names.has(nameOf(item))).map((item) => alone(item, merge));
  return { type: "list", items: [...merged, ...added], place: child.place };
}

/** A value that is merged over nothing: `_merge` marks leave its lists, and names are checked. */
function alone(value: Located, merge: Merge): Located {
  if (value.type === "scalar") return value;
  if (value.type === "map") {
    const entries = [...value.entries].map(
      ([key, entry]) => [key, { ...entry, value: alone(entry.value, merge) }] as const,
    );
    return { ...value, entries: new Map(entries) };
  }
  const items = value.items.filter((item) => !isMergeMark(item));
  checkNames(items, merge);
  return { ...value, items: items.map((item) => alone(item, merge)) };
}

function checkNames(items: readonly Located[], merge: Merge): void {
  const names = items.map(nameOf);
  if (names.includes(undefined)) return;
  const seen = new Set<string | undefined>();
  items.forEach((item, index) => {
    const name = names[index];
    if (name !== undefined && seen.has(name)) merge.problems.push(duplicateListName(name, item.place));
    seen.add(name);
  });
}

function isMergeMark(item: Located): boolean {
  return item.type === "map" && item.entries.size === 1 && item.entries.has("_merge");
}

function asksForMerge(item: Located): boolean {
  const mark = item.type === "map" && isMergeMark(item) ? item.entries.get("_merge")?.value : undefined;
  return mark?.type === "scalar" && (mark.value === true || /^(?:yes|y|on)$/i.test(String(mark.value)));
}

function nameOf(item: Located): string | undefined {
  const name = item.type === "map" ? item.entries.get("name")?.value : undefined;
  return name?.type === "scalar" && name.value !== null ? String(name.value) : undefined;
}

function typeOf(value: Located): string {
  if (value.type !== "scalar") return `a ${value.type}`;
  return value.value === null ? "nothing" : `a ${typeof value.value}`;
}
