import { type DocumentText, findInFiles, setValue, valueInFiles } from "@lambdastack/core";
import { countNotWritable, machinesListed, noClusterDocument, noSuchComponent } from "../errors.ts";
import type { Count } from "./counts.ts";

/** The texts with the counts in their cluster document, and everything else in them as it was. */
export function scaledTexts(texts: readonly DocumentText[], counts: readonly Count[]): readonly DocumentText[] {
  return counts.reduce(withCount, texts);
}

function withCount(texts: readonly DocumentText[], { component, count, remove }: Count): readonly DocumentText[] {
  const place = findInFiles(texts, ["lambdastack-cluster"]);
  const before = texts.find(({ file }) => file === place?.file);
  if (!place || !before) throw noClusterDocument(texts.map(({ file }) => file));
  const components = ["specification", "components"];
  const known = valueInFiles(texts, place, components) as Record<string, unknown> | null | undefined;
  const path = [...components, keyOf(component, known ?? {})];
  const counted = setValue(before.text, { document: place.document, path: [...path, "count"], value: count });
  const text =
    counted !== undefined && remove
      ? setValue(counted, { document: place.document, path: [...path, "remove"], value: remove })
      : counted;
  if (text === undefined) throw countNotWritable(component, place.file);
  return texts.map((one) => (one === before ? { file: one.file, text } : one));
}

/** Hyphens and underscores are the same to a component. */
function keyOf(component: string, components: Readonly<Record<string, unknown>>): string {
  const plain = (name: string) => name.replaceAll("_", "-");
  const key = Object.keys(components).find((one) => plain(one) === plain(component));
  if (key === undefined) throw noSuchComponent(component, Object.keys(components));
  const fields = components[key] as { machines?: unknown[] } | null;
  if (fields?.machines && fields.machines.length > 0) throw machinesListed(key);
  return key;
}
