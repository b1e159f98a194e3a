import { isDeepStrictEqual } from "node:util";
import { isMap, parseAllDocuments, type Document as YamlDocument } from "yaml";
import { spliceValue } from "./splice-value.ts";

/** A value that a text of documents is to hold. */
export interface ValueEdit {
  /** Number of the document in the text, from 0. */
  document: number;
  /** Keys of maps, from the top of the document: `["specification", "greeting"]`. */
  path: readonly string[];
  value: unknown;
}

/**
 * The text with the value in it and everything else as it was: comments, order and formatting. Where the place can only be
 * made by writing the text anew (inside `{}`), comments and order stay, and spacing may not. Undefined where it cannot be
 * set without changing something else, such as a value that other places refer to.
 */
export function setValue(text: string, edit: ValueEdit): string | undefined {
  const wanted = withValue(plain(text), edit);
  for (const attempt of [spliceValue, writeAnew]) {
    const edited = attempt(text, edit);
    if (edited !== undefined && isDeepStrictEqual(plain(edited), wanted)) return edited;
  }
  return undefined;
}

function plain(text: string): unknown[] {
  const documents = parseAllDocuments(text) as YamlDocument[];
  return documents.flatMap((document) =>
    document.errors.length > 0 ? [document.errors[0]?.message] : [document.toJS()],
  );
}

function withValue(documents: readonly unknown[], { document, path, value }: ValueEdit): unknown[] {
  return documents.map((one, index) => (index === document ? placed(one, path, value) : one));
}

function placed(at: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const map = (typeof at === "object" && at !== null ? at : {}) as Record<string, unknown>;
  return { ...map, [key]: placed(Object.hasOwn(map, key) ? map[key] : undefined, rest, value) };
}

function writeAnew(text: string, { document, path, value }: ValueEdit): string | undefined {
  const documents = parseAllDocuments(text) as YamlDocument[];
  const edited = documents[document];
  if (!edited) return undefined;
  path.slice(0, -1).forEach((_, index) => {
    const above = path.slice(0, index + 1);
    if (!isMap(edited.getIn(above))) edited.setIn(above, edited.createNode({}));
  });
  edited.setIn(path, value);
  return documents.map((one) => one.toString({ lineWidth: 0 }).replace(/^---\n/, "")).join("---\n");
}
