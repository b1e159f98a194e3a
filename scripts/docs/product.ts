import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KindSource } from "../../core/src/documents/document.ts";
import type { KindRegistry } from "../../core/src/documents/kind-registry.ts";
import { kindRegistry } from "../../core/src/documents/kind-registry.ts";
import { coreKinds } from "../../core/src/documents/kinds.ts";
import { createHost } from "../../core/src/plugin-host/host.ts";
import type { RoleManifest } from "../../core/src/plugin-host/role.ts";
import { productDirectory } from "../../core/src/product/product.ts";

/** What pages are made from: everything that the product brings, and the sample roles of `plugins/`. */
export interface Product {
  root: string;
  /** Kinds of the product itself. */
  kinds: readonly KindSource[];
  /** Kinds of the sample roles too. */
  allKinds: readonly KindSource[];
  registry: KindRegistry;
  roles: readonly FoundRole[];
  providers: readonly FoundProvider[];
}

export interface FoundRole {
  manifest: RoleManifest;
  directory: string;
  tasks: readonly string[];
  isSample: boolean;
}

export interface FoundProvider {
  name: string;
  directory: string;
  manifest: {
    version: string;
    description: string;
    aliases?: readonly string[];
    labels?: Readonly<Record<string, string>>;
  };
}

/** Reads manifests, schemas and defaults; runs no code of a role. Nobody's own plugins and configuration count, and nothing is cached: no folder can be made below /dev/null. */
export async function readProduct(): Promise<Product> {
  const root = productDirectory(fileURLToPath(new URL(".", import.meta.url)));
  const surroundings = { cwd: root, home: "/dev/null", environment: {} };
  const plain = await createHost(surroundings);
  const host = await createHost({ ...surroundings, pluginDirectories: [join(root, "plugins")] });
  const faults = [...host.broken, ...host.duplicates];
  if (faults[0]) throw faults[0].error;
  const allKinds = [...coreKinds(), ...host.kinds()];
  return {
    root,
    kinds: [...coreKinds(), ...plain.kinds()],
    allKinds,
    registry: kindRegistry(allKinds),
    roles: [...host.roles.values()].map(({ name, manifest, directory, tasks }) => ({
      manifest,
      directory,
      tasks: Object.keys(tasks).sort(),
      isSample: !plain.roles.has(name),
    })),
    providers: [...host.providers.values()],
  };
}
