import type { StateNode } from "@lambdastack/core";

/** The network of machines that exist, as far as their addresses tell; their /24 is what the default's size would be. */
export function poolOf(nodes: readonly StateNode[]): { local?: { address_pool: string } } {
  const networks = new Set(nodes.map(({ privateIP }) => privateIP.replace(/\.\d+$/, ".0/24")));
  const [pool] = networks;
  return networks.size === 1 && pool !== undefined ? { local: { address_pool: pool } } : {};
}
