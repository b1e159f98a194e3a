/** Addresses that the fake clouds give. */

/** The lowest free address of a network, the first four kept for the cloud itself. */
export function freeAddress(network, taken) {
  const [address, length] = network.split("/");
  const first = toNumber(address);
  const end = first + 2 ** (32 - Number(length)) - 1;
  for (let one = first + 4; one < end; one += 1) if (!taken.has(toText(one))) return toText(one);
  throw new Error(`${network} is used up`);
}

/** From the documentation's network 203.0.113.0/24, so that nothing real is ever meant. */
export const freePublicAddress = (taken) => freeAddress("203.0.113.0/24", taken);

const toNumber = (address) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
