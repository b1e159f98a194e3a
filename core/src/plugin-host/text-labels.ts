import { type Document, isScalar, parseDocument } from "yaml";
import type { Path } from "./checked-yaml.ts";
import type { MatchExpression } from "./role.ts";

interface WithLabels {
  labels?: Readonly<Record<string, unknown>>;
  requires?: { strong?: MatchExpression[][]; weak?: MatchExpression[][] };
  influences?: MatchExpression[][];
}

/**
 * The manifest with labels, and the values they are compared with, as the file spells them: `provides-kafka: 2.10` is the
 * text `2.10`, which as a number would be 2.1. Most manifests have only text there and are not parsed again. `within` says
 * where in the file the manifest stands.
 */
export function textLabels<T extends WithLabels>(manifest: T, text: string, within: Path = []): T {
  if (!hasOtherThanText(manifest)) return manifest;
  const document = parseDocument(text);
  const { labels, requires, influences } = manifest;
  const entries = (list: MatchExpression[][] | undefined, path: Path) =>
    list?.map((entry, outer) =>
      entry.map((expression, inner) => spelled(expression, document, [...within, ...path, outer, inner])),
    );
  return definedOnly({
    ...manifest,
    labels: labels && mapped(labels, (value, key) => textAt(document, [...within, "labels", key], value)),
    requires:
      requires &&
      definedOnly({
        strong: entries(requires.strong, ["requires", "strong"]),
        weak: entries(requires.weak, ["requires", "weak"]),
      }),
    influences: entries(influences, ["influences"]),
  }) as T;
}

function hasOtherThanText({ labels = {}, requires, influences = [] }: WithLabels): boolean {
  const entries = [...(requires?.strong ?? []), ...(requires?.weak ?? []), ...influences];
  const values = entries.flat().flatMap((expression) => expression.values ?? []);
  return [...Object.values(labels), ...values].some((value) => typeof value !== "string");
}

function spelled(expression: MatchExpression, document: Document, path: Path): MatchExpression {
  if (expression.values === undefined) return expression;
  return {
    ...expression,
    values: expression.values.map((value, index) => textAt(document, [...path, "values", index], value)),
  };
}

/** An alias of YAML has no spelling of its own. */
function textAt(document: Document, path: Path, value: unknown): string {
  const node = typeof value === "string" ? undefined : document.getIn(path, true);
  return isScalar(node) && node.source !== undefined ? node.source : String(value);
}

const mapped = (values: Readonly<Record<string, unknown>>, change: (value: unknown, key: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));

const definedOnly = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
