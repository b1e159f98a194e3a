import type { Manifest } from "@lambdastack/core";
import { type Cloud, nameBase, type Placement } from "@lambdastack/infrastructure";
import { defaultOf } from "./default-of.ts";

interface ResourceGroup {
  name?: string;
  exists: boolean;
}

interface VirtualNetwork {
  name?: string;
  dns_servers: string[];
}

export function resourceGroupOf(manifest: Manifest): Required<ResourceGroup> {
  const { name = `${nameBase(manifest)}-rg`, exists } = defaultOf<ResourceGroup>(manifest, "resource-group");
  return { name, exists };
}

/** The variables `network`, `subnets` and `existing_subnets`. */
export function networkVariables(manifest: Manifest, cloud: Cloud, { subnets }: Placement) {
  const { name = `${nameBase(manifest)}-vnet`, dns_servers } = defaultOf<VirtualNetwork>(manifest, "vnet");
  const own = { name, resource_group: resourceGroupOf(manifest).name };
  return {
    network: { ...(existingNetwork(cloud.network) ?? own), cidr: cloud.addressPool, dns_servers },
    subnets: Object.fromEntries(
      subnets.flatMap(({ key, id, addressPool }) => (id ? [] : [[key, { cidr: addressPool }]])),
    ),
    existing_subnets: subnets.flatMap(({ id }) => id ?? []),
  };
}

function existingNetwork(id: string | undefined): { name: string; resource_group: string } | undefined {
  const [, resource_group, name] = /\/resourceGroups\/([^/]+)\/.*\/virtualNetworks\/([^/]+)$/.exec(id ?? "") ?? [];
  return resource_group === undefined || name === undefined ? undefined : { name, resource_group };
}
