import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KindSource } from "./document.ts";

const coreKindNames = [
  "lambdastack-cluster",
  "configuration/feature-mapping",
  "configuration/features",
  "configuration/feature-mappings",
  "configuration/shared-config",
  "configuration/repository",
  "configuration/image-registry",
  "configuration/backup",
  "configuration/recovery",
  "configuration/override",
] as const;

/**
 * The kinds that belong to no role and no provider. `directory` holds a folder per kind with `schema.yml` and
 * `defaults.yml`; by default the one beside core's sources.
 */
export function coreKinds(directory = documentsDirectory()): KindSource[] {
  const kinds = coreKindNames.map((kind) => kindIn(join(directory, kind), { kind, owner: "core" }));
  const machine = { kind: "infrastructure/machine", provider: "any", owner: "core" };
  return [...kinds, kindIn(join(directory, "infrastructure/machine"), machine)];
}

function kindIn(folder: string, source: Omit<KindSource, "schemaFile" | "defaultsFile">): KindSource {
  return { ...source, schemaFile: join(folder, "schema.yml"), defaultsFile: join(folder, "defaults.yml") };
}

/** Found from the sources as well as from the bundle, which lie at different depths below core's folder. */
function documentsDirectory(): string {
  const start = import.meta.url ? dirname(fileURLToPath(import.meta.url)) : __dirname;
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    for (const candidate of [join(folder, "documents"), join(folder, "core", "documents")]) {
      if (existsSync(join(candidate, "lambdastack-cluster", "schema.yml"))) return candidate;
    }
  }
  throw new Error(`No folder "documents" of core above ${start}`);
}
