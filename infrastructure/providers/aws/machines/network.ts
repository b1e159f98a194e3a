import type { AllocatedMachine, Manifest } from "@lambdastack/core";
import { cloudOf, type Placement, type Traffic } from "@lambdastack/infrastructure";
import { defaultOf } from "../default-of.ts";
import type { DrawnComponent } from "./drawn-component.ts";

interface Network {
  instance_tenancy: string;
  enable_dns_support: boolean;
  enable_dns_hostnames: boolean;
}

/** The variables `network`, `subnets` and `existing_subnets`. */
export function networkVariables(manifest: Manifest, placement: Placement, publicSubnets: ReadonlySet<string>) {
  const { network, addressPool } = cloudOf(manifest);
  const { instance_tenancy, enable_dns_support, enable_dns_hostnames } = defaultOf<Network>(manifest, "vpc");
  const dns = { dns_support: enable_dns_support, dns_hostnames: enable_dns_hostnames };
  const made = placement.subnets.filter(({ id }) => id === undefined);
  return {
    network: { id: network ?? null, cidr: addressPool, instance_tenancy, ...dns },
    subnets: Object.fromEntries(
      made.map((subnet) => [
        subnet.key,
        { cidr: subnet.addressPool, zone: subnet.zone ?? null, public: publicSubnets.has(subnet.key) },
      ]),
    ),
    existing_subnets: placement.subnets.flatMap(({ id }) => id ?? []),
  };
}

/** Keys of the subnets that stand for a machine with a public address; they give one to every machine by themselves. */
export function publicSubnetsOf(
  machines: readonly AllocatedMachine[],
  components: ReadonlyMap<string, DrawnComponent>,
  placement: Placement,
): Set<string> {
  const exposed = machines.filter(({ component }) => components.get(component)?.usePublicIps);
  return new Set(exposed.flatMap(({ name }) => placement.machines[name]?.subnet.key ?? []));
}

/** The variable `traffic`. */
export function trafficVariables(traffic: readonly Traffic[]): Record<string, unknown> {
  return Object.fromEntries(
    traffic.map(({ key, component, description, direction, protocol, ports, peer }) => [
      key,
      {
        component,
        description,
        direction,
        protocol: protocol === "all" ? "-1" : protocol,
        ...portsFor(protocol, ports),
        cidr: typeof peer === "object" && "network" in peer ? withLength(peer.network) : null,
        peer: typeof peer === "object" && "component" in peer ? peer.component : null,
      },
    ]),
  );
}

/** Amazon wants a range wherever the protocol has ports or types, and none where there is no single protocol. */
function portsFor(protocol: Traffic["protocol"], ports: Traffic["ports"]) {
  if (protocol === "all") return { from_port: null, to_port: null };
  if (protocol === "icmp") return { from_port: -1, to_port: -1 };
  return { from_port: ports?.from ?? 0, to_port: ports?.to ?? 65535 };
}

const withLength = (network: string): string => (network.includes("/") ? network : `${network}/32`);
