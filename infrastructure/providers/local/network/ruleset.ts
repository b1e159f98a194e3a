import { createHash } from "node:crypto";
import type { ClusterNames } from "../names.ts";

export interface Egress {
  /** Addresses or networks of the machines that may reach out: DNS, HTTP and HTTPS. */
  allowed: readonly string[];
  resolvers: readonly string[];
  /** Networks that the computer is directly connected to. */
  connected: readonly string[];
}

export interface RulesetInput extends Egress {
  cluster: ClusterNames;
  /** The machines' network. */
  pool: string;
}

/** Never reached from a machine: RFC 6890's private, shared, loopback, link-local (metadata), multicast and reserved. */
const forbidden = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
];

/**
 * The cluster's own nftables table, for `nft -f`. It judges what comes from or goes to the cluster's bridge and
 * leaves all else alone. It replaces an earlier one of the same name in one transaction. The empty chain
 * `revision_<hash>` says later which rules are in force.
 */
export function ruleset(input: RulesetInput): string {
  const { cluster, pool } = input;
  return `table inet ${cluster.table} { }
delete table inet ${cluster.table}
table inet ${cluster.table} {
  chain ${revisionChain(input)} { }
  chain refuse {
    counter
    meta l4proto tcp reject with tcp reset
    reject with icmpx type admin-prohibited
  }
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "${cluster.bridge}" jump to_controller
  }
  chain to_controller {
    ct state established,related accept
    meta l4proto { icmp, icmpv6 } accept
${resolverRules(input.resolvers, input.allowed)}    goto refuse
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "${cluster.bridge}" oifname "${cluster.bridge}" accept
    iifname "${cluster.bridge}" jump outward
    oifname "${cluster.bridge}" jump inward
  }
  chain outward {
    meta nfproto ipv6 goto refuse
    ip saddr != ${pool} drop
    ct state established,related accept
${resolverRules(input.resolvers, input.allowed)}${webRules(input)}    goto refuse
  }
  chain inward {
    ct state established,related accept
    goto refuse
  }
  chain translate {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${pool} oifname != "${cluster.bridge}" masquerade
  }
}
`;
}

/** Name of the chain that stands for exactly these rules. */
export function revisionChain({ cluster, pool, allowed, resolvers, connected }: RulesetInput): string {
  const content = JSON.stringify([3, cluster.table, pool, [...allowed].sort(), resolvers, connected]);
  return `revision_${createHash("sha256").update(content).digest("hex").slice(0, 12)}`;
}

function resolverRules(resolvers: readonly string[], allowed: readonly string[]): string {
  if (allowed.length === 0 || resolvers.length === 0) return "";
  return `    ip saddr ${set(allowed)} ip daddr ${set(resolvers)} meta l4proto { tcp, udp } th dport 53 accept\n`;
}

function webRules({ allowed, connected, pool }: RulesetInput): string {
  if (allowed.length === 0) return "";
  const refused = [...forbidden, ...connected, pool].map((network) => `    ip daddr ${network} goto refuse\n`);
  return `${[...new Set(refused)].join("")}    ip saddr ${set(allowed)} tcp dport { 80, 443 } accept\n`;
}

function set(addresses: readonly string[]): string {
  return `{ ${[...addresses].sort().join(", ")} }`;
}
