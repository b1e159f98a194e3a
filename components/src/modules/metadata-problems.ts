import { canonicalHash, type RoleManifest } from "@lambdastack/core";
import { parse } from "yaml";

interface Said {
  labels?: Record<string, unknown>;
  requires?: { strong?: unknown[]; weak?: unknown[] };
  influences?: unknown[];
}

/**
 * Where a module says otherwise of itself than its file, a sentence each. `name` and `version` need not be said; where they
 * are, the version is that of the file.
 */
export function metadataProblems(manifest: RoleManifest, version: string, output: string): string[] {
  const said = mappingIn(output);
  if (!said) return ["metadata prints no mapping of YAML or JSON."];
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
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

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
