import type { Manifest } from "@lambdastack/core";
import { defaultOf } from "./default-of.ts";

interface SharedStorage {
  enabled: boolean;
  name: string;
  size_gb: number;
  tier: string;
}

/** Tiers whose file systems stand in a region, not in a zone. */
const regional = new Set(["REGIONAL", "ENTERPRISE"]);

/** The variable `shared_storage`; undefined where none is wanted. */
export function storageVariables(manifest: Manifest, region: string, zone: string) {
  const { enabled, name, size_gb: size, tier } = defaultOf<SharedStorage>(manifest, "shared-storage");
  return enabled ? { name, size, tier, zone: regional.has(tier) ? region : zone } : undefined;
}
