import { canonicalHash, type MatchExpression, type RoleManifest, textLabels } from "@lambdastack/core";
import { parse } from "yaml";

interface Said {
  labels?: Record<string, unknown>;
  requires?: { strong?: MatchExpression[][]; weak?: MatchExpression[][] };
  influences?: MatchExpression[][];
}

/**
 * Where a module says otherwise of itself than its file, a sentence each. `name` and `version` need not be said; where they
 * are, the version is that of the file.
 */
export function metadataProblems(manifest: RoleManifest, version: string, output: string): string[] {
  const found = mappingIn(output);
  if (!found) return ["metadata prints no mapping of YAML or JSON."];
  if (!isWellFormed(found))
    return ["metadata prints labels that are no mapping, or requirements that are no lists of expressions."];
  const said = textLabels(found, output);
  return [
    ...labelProblems({ version, ...manifest.labels }, said.labels ?? {}),
    ...sameEntries("requires.strong", manifest.requires?.strong, said.requires?.strong),
    ...sameEntries("requires.weak", manifest.requires?.weak, said.requires?.weak),
    ...sameEntries("influences", manifest.influences, said.influences),
  ];
}

function mappingIn(output: string): Said | undefined {
  try {
    const value: unknown = parse(output);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isWellFormed({ labels = {}, requires = {}, influences = [] }: Said): boolean {
  if (!isMap(labels) || !isMap(requires)) return false;
  return [requires.strong ?? [], requires.weak ?? [], influences].every(
    (list) => Array.isArray(list) && list.every((entry) => Array.isArray(entry) && entry.every(isExpression)),
  );
}

const isExpression = (value: unknown): boolean =>
  isMap(value) && (value.values === undefined || Array.isArray(value.values));

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function labelProblems(file: Readonly<Record<string, string>>, said: Readonly<Record<string, unknown>>): string[] {
  const optional = new Set(["name", "version"]);
  const keys = [...new Set([...Object.keys(file), ...Object.keys(said)])].sort();
  return keys.flatMap((key) => {
    const [written, own] = [file[key], said[key]];
    if (written === undefined ? key === "name" : own === undefined && optional.has(key)) return [];
    if (own !== undefined && written === String(own)) return [];
    return [`label ${key}: metadata says ${shown(own)}, the file ${shown(written)}.`];
  });
}

function sameEntries(what: string, file: readonly unknown[] = [], said: readonly unknown[] = []): string[] {
  if (canonicalHash(file) === canonicalHash(said)) return [];
  return [`${what}: metadata says ${JSON.stringify(said)}, the file ${JSON.stringify(file)}.`];
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(String(value)));
