import { isDeepStrictEqual } from "node:util";
import { isMap, isNode, isScalar, parseDocument, type Document as YamlDocument } from "yaml";
import type { ComputedValue } from "./init.ts";
import { stepsOf } from "./values-of.ts";

/** What became of a computed value. `kept`: the user changed it or took it out, and that stays. */
export interface LaidValue extends ComputedValue {
  fate: "computed" | "kept";
}

export interface LaidConfiguration {
  /** The document, as YAML. */
  text: string;
  values: LaidValue[];
  /** Values as they were computed, by key; kept for the next time. */
  record: Record<string, unknown>;
}

export interface LayOptions {
  /** Such as `configuration/prometheus`. */
  kind: string;
  computed: readonly ComputedValue[];
  /** The file as the last init, and the user since, left it. */
  before?: string | undefined;
  /** What the last init computed, by key. */
  record?: Readonly<Record<string, unknown>>;
}

const heading = " Computed by `components init` from the state; lies between defaults and your documents.";

/**
 * Lays computed values into a configuration. Where the last init wrote a value and it is no longer that, the user changed it:
 * it stays. What is no longer computed and still as it was goes. Comments and keys of the user stay.
 */
export function layComputed({ kind, computed, before, record = {} }: LayOptions): LaidConfiguration {
  const document = parseDocument(before ?? "");
  if (before === undefined || document.contents === null) begin(document, kind);
  for (const key of Object.keys(record)) {
    const isGone = !computed.some((one) => one.key === key);
    if (isGone && isAsRecorded(document, key, record)) document.deleteIn(pathOf(key));
  }
  const values = computed.map((one) => lay(document, one, record));
  return {
    text: document.toString({ lineWidth: 0 }),
    values,
    record: Object.fromEntries(computed.map(({ key, value }) => [key, value])),
  };
}

function begin(document: YamlDocument.Parsed, kind: string): void {
  document.contents = document.createNode({ kind, name: "default", version: "1.0.0", specification: {} }) as never;
  document.commentBefore = heading;
}

function lay(document: YamlDocument.Parsed, computed: ComputedValue, record: LayOptions["record"] = {}): LaidValue {
  const { key, value, from } = computed;
  const present = valueAt(document, key);
  const isOurs = Object.hasOwn(record, key) ? isAsRecorded(document, key, record) : isFree(document, key);
  if (!isOurs) return { ...computed, fate: "kept" };
  const node = document.createNode(value);
  if (isScalar(node)) node.comment = ` ${from}`;
  else node.commentBefore = ` ${from}`;
  if (!isDeepStrictEqual(present, value) || !Object.hasOwn(record, key)) document.setIn(pathOf(key), node);
  return { ...computed, fate: "computed" };
}

const isAsRecorded = (document: YamlDocument.Parsed, key: string, record: Readonly<Record<string, unknown>>) =>
  isDeepStrictEqual(valueAt(document, key), record[key]);

function valueAt(document: YamlDocument.Parsed, key: string): unknown {
  const found = document.getIn(pathOf(key), true);
  return isNode(found) ? found.toJS(document) : found;
}

/** Whether nothing stands there, nor a value of another shape at one of the levels above. */
const isFree = (document: YamlDocument.Parsed, key: string): boolean =>
  pathOf(key).every((_, index, path) => {
    const node = document.getIn(path.slice(0, index + 1), true);
    return node === undefined || (index < path.length - 1 && isMap(node));
  });

const pathOf = (key: string): string[] => ["specification", ...stepsOf(key)];
