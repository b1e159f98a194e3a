export interface NamedAddress {
  name: string;
  hostname: string;
  address: string;
}

const begin = "# This machine's name, kept by LambdaStack. Lines outside this block are yours.";
const end = "# End of this machine's name.";

/** A new machine's /etc/hosts before the block. */
export const plainHosts = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";

/** The text with the block of these machines in place of an earlier one, everything else as it was. */
export function withMachines(text: string, machines: readonly NamedAddress[]): string {
  const lines = [...machines].sort((one, other) => (one.name < other.name ? -1 : 1)).map(hostsLine);
  const block = [begin, ...lines, end].join("\n");
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) return `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${block}\n`;
  return text.slice(0, from) + block + text.slice(to + end.length);
}

function hostsLine({ address, name, hostname }: NamedAddress): string {
  return [address, ...new Set([hostname, name])].join(" ");
}
