import { invalidAddress, invalidNetwork } from "./errors.ts";

/** An IPv4 network; addresses as numbers. */
export interface Network {
  /** As written: `10.20.0.0/24`. */
  text: string;
  /** The network's own address. */
  first: number;
  /** The broadcast address. */
  last: number;
  /** Prefix length, 0 to 32. */
  length: number;
}

/** Strict: no leading zeros, which some programs read as octal. Throws `invalid-address`. */
export function parseAddress(text: string): number {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1) ?? [];
  const valid = parts.length === 4 && parts.every((part) => String(Number(part)) === part && Number(part) <= 255);
  if (!valid) throw invalidAddress(text);
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

/** Throws `invalid-network`, also where the address is not the network's own. */
export function parseNetwork(text: string): Network {
  const [, address, digits] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const length = Number(digits);
  if (address === undefined || length > 32) throw invalidNetwork(text);
  const size = 2 ** (32 - length);
  const given = parseAddress(address);
  const first = given - (given % size);
  if (first !== given) throw invalidNetwork(text, `The network of that length is ${formatAddress(first)}/${length}.`);
  return { text, first, last: first + size - 1, length };
}

export function contains(network: Network, address: number): boolean {
  return address >= network.first && address <= network.last;
}

export function overlaps(one: Network, other: Network): boolean {
  return one.first <= other.last && other.first <= one.last;
}
