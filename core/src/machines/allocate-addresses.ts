import { type StackError, throwProblems } from "../errors/stack-error.ts";
import { addressOutsidePool, addressTwice, poolExhausted } from "./errors.ts";
import { groupBy } from "./group-by.ts";
import { contains, formatAddress, type Network, parseAddress, parseNetwork } from "./network.ts";

export interface AddressRequest {
  /** Network in CIDR form. */
  pool: string;
  /** How many addresses after the network's own are kept free, such as 1 for the gateway. */
  reserved: number;
  /** Every machine that exists, the leaving ones too: theirs are free only once they are gone. */
  nodes: readonly { name: string; privateIP: string }[];
  wanted: readonly { name: string }[];
}

/**
 * An address for each wanted machine: its own where it exists, else the lowest free one, in the given order.
 * Throws `pool-exhausted` (invalid), `address-outside-pool` and `address-twice` (refused).
 */
export function allocateAddresses({ pool, reserved, nodes, wanted }: AddressRequest): Map<string, string> {
  const network = parseNetwork(pool);
  requireSound(nodes, network);
  const taken = new Set(nodes.map(({ privateIP }) => parseAddress(privateIP)));
  const kept = new Map(nodes.map(({ name, privateIP }) => [name, privateIP]));
  const free = freeAddresses(network, reserved, taken);
  return new Map(
    wanted.map(({ name }) => {
      const address = kept.get(name) ?? free.next().value;
      if (address === undefined) throw poolExhausted(pool, capacity(network, reserved), wanted.length);
      return [name, address];
    }),
  );
}

function* freeAddresses(network: Network, reserved: number, taken: ReadonlySet<number>): Generator<string, undefined> {
  for (let address = network.first + 1 + reserved; address < network.last; address += 1) {
    if (!taken.has(address)) yield formatAddress(address);
  }
  return undefined;
}

function capacity(network: Network, reserved: number): number {
  return Math.max(0, network.last - network.first - 1 - reserved);
}

function requireSound(nodes: AddressRequest["nodes"], network: Network): void {
  const owners = groupBy(nodes, ({ privateIP }) => privateIP);
  const problems: StackError[] = [];
  for (const { name, privateIP } of nodes) {
    if (!contains(network, parseAddress(privateIP))) problems.push(addressOutsidePool(name, privateIP, network.text));
  }
  for (const [address, sharing] of owners) {
    if (sharing.length > 1)
      problems.push(
        addressTwice(
          address,
          sharing.map(({ name }) => name),
        ),
      );
  }
  throwProblems(problems, (count) => `${count} addresses of existing machines do not fit.`);
}
