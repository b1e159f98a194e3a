import type { Manifest } from "@lambdastack/core";

/** What the cluster document says of a component on any cloud. */
export interface CloudComponent {
  name: string;
  count: number;
  /** Name of the document that describes its machines. */
  machine?: string;
  subnets: CloudSubnet[];
  usePublicIps: boolean;
}

/** A subnet to make, or with `id` one that exists. */
export interface CloudSubnet {
  addressPool?: string;
  zone?: string;
  id?: string;
}

/** The document's part that all clouds share. */
export interface Cloud {
  region?: string;
  addressPool: string;
  usePublicIps: boolean;
  useSecurityGroups: boolean;
  /** Networks that may log in from outside. */
  sshSources: string[];
  /** Id of a network that exists. */
  network?: string;
  image: string;
  tags: Record<string, string>;
}

interface WrittenComponent {
  count?: number;
  machine?: string;
  use_public_ips?: boolean;
  subnets?: { address_pool?: string; availability_zone?: string; id?: string }[];
}

interface WrittenCloud {
  region?: string;
  vnet_address_pool?: string;
  use_public_ips?: boolean;
  network?: { use_network_security_groups?: boolean; id?: string };
  ssh_sources?: string[];
  default_os_image?: string;
  tags?: Record<string, unknown>[];
}

export function cloudOf({ cluster }: Manifest): Cloud {
  const { cloud = {} } = cluster.specification as { cloud?: WrittenCloud };
  return {
    ...(cloud.region !== undefined && { region: cloud.region }),
    addressPool: cloud.vnet_address_pool ?? "10.1.0.0/20",
    usePublicIps: cloud.use_public_ips ?? false,
    useSecurityGroups: cloud.network?.use_network_security_groups ?? true,
    sshSources: cloud.ssh_sources ?? [],
    ...(cloud.network?.id !== undefined && { network: cloud.network.id }),
    image: cloud.default_os_image ?? "default",
    tags: tagsOf(cloud.tags),
  };
}

/** Components that are switched on. */
export function cloudComponentsOf(manifest: Manifest): CloudComponent[] {
  const { components = {} } = manifest.cluster.specification as {
    components?: Record<string, WrittenComponent | null>;
  };
  const { usePublicIps } = cloudOf(manifest);
  return Object.entries(components).flatMap(([name, written]) => {
    const { count = 1, machine, use_public_ips = usePublicIps, subnets = [] } = written ?? {};
    if (count === 0) return [];
    return [{ name, count, ...(machine && { machine }), usePublicIps: use_public_ips, subnets: subnets.map(subnetOf) }];
  });
}

function subnetOf({ address_pool, availability_zone, id }: NonNullable<WrittenComponent["subnets"]>[number]) {
  return {
    ...(address_pool !== undefined && { addressPool: address_pool }),
    ...(availability_zone !== undefined && { zone: availability_zone }),
    ...(id !== undefined && { id }),
  };
}

/** A list of small maps, as the documents have it, or one map. */
export function tagsOf(written: unknown): Record<string, string> {
  const maps = Array.isArray(written) ? written : [written ?? {}];
  return Object.fromEntries(
    maps.flatMap((map: object) => Object.entries(map).map(([key, value]) => [key, String(value)])),
  );
}
