import { readFile } from "node:fs/promises";

const upstreamFiles = ["/run/systemd/resolve/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf"];

/** IPv4 name servers of the computer that a machine can reach: for one on loopback, its upstream. None when unknown. */
export async function resolvers(): Promise<string[]> {
  for (const file of ["/etc/resolv.conf", ...upstreamFiles]) {
    const found = parseResolvers(await readFile(file, "utf8").catch(() => ""));
    if (found.length > 0) return found;
  }
  return [];
}

/** Name servers of a resolv.conf(5), without those on loopback or IPv6. */
export function parseResolvers(text: string): string[] {
  const servers = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1] ?? "");
  return servers.filter((server) => /^\d+\.\d+\.\d+\.\d+$/.test(server) && !server.startsWith("127."));
}
