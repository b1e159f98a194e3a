import type { Manifest } from "@lambdastack/core";
import { type Cloud, nameBase, type Placement } from "@lambdastack/infrastructure";
import { defaultOf } from "./default-of.ts";

interface Network {
  name?: string;
  mtu: number;
  nat: boolean;
}

/** The variables `network`, `subnets` and `existing_subnets`. */
export function networkVariables(manifest: Manifest, { network }: Cloud, { subnets }: Placement) {
  const { name = `${nameBase(manifest)}-network`, mtu } = defaultOf<Network>(manifest, "network");
  return {
    network: { id: network ?? null, name, mtu },
    subnets: Object.fromEntries(
      subnets.flatMap(({ key, id, addressPool }) => (id ? [] : [[key, { cidr: addressPool }]])),
    ),
    existing_subnets: subnets.flatMap(({ id }) => id ?? []),
  };
}

/** A network of others has, or lacks, a way out of its own. */
export function wantsNat(manifest: Manifest, { network }: Cloud, components: readonly { usePublicIps: boolean }[]) {
  const { nat } = defaultOf<Network>(manifest, "network");
  return network === undefined && nat && components.some(({ usePublicIps }) => !usePublicIps);
}
