import { contains, formatAddress, type Network, overlaps, parseAddress, parseNetwork } from "@lambdastack/core";
import { badAddressPool } from "../errors.ts";

const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15"].map(
  parseNetwork,
);

/** The machines' network. Throws `invalid-network` or `bad-address-pool`. */
export function parsePool(text: string): Network {
  const pool = parseNetwork(text);
  if (pool.length < 16 || pool.length > 29) throw badAddressPool(text, "a prefix length from 16 to 29 is expected");
  const isPrivate = privateNetworks.some((network) => contains(network, pool.first) && contains(network, pool.last));
  if (!isPrivate) throw badAddressPool(text, "a private network is expected");
  return pool;
}

/** The controller's own address: the first of the network. */
export function gatewayOf(pool: Network): string {
  return formatAddress(pool.first + 1);
}

/** The network that an address with a prefix length lies in, such as 192.0.2.7/24. */
export function networkAround(address: string, length: number): Network {
  const number = parseAddress(address);
  const first = number - (number % 2 ** (32 - length));
  return parseNetwork(`${formatAddress(first)}/${length}`);
}

export { type Network, overlaps, parseNetwork };
