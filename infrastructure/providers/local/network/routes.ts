import { attempt, run } from "../computer/run.ts";
import type { ClusterNames } from "../names.ts";
import { type Network, networkAround, overlaps, parseNetwork } from "./subnet.ts";

/** A line of `ip -json route`. */
export interface Route {
  type?: string;
  dst: string;
  dev?: string;
  protocol?: string;
  gateway?: string;
  scope?: string;
}

/** A line of `ip -json address`. */
export interface Link {
  ifname: string;
  mtu: number;
  operstate?: string;
  addr_info?: { family: string; local: string; prefixlen: number }[];
}

/** Marks our guard routes; the range from 0x80 up to 0xbf is nobody's in rt_protos. */
export const routeProtocol = "183";

export interface Surroundings {
  routes: Route[];
  links: Link[];
}

export async function surroundings(): Promise<Surroundings> {
  const [routes, links] = await Promise.all([
    run("ip", ["-json", "-4", "route", "show"]),
    run("ip", ["-json", "-4", "address", "show"]),
  ]);
  return { routes: JSON.parse(routes || "[]") as Route[], links: JSON.parse(links || "[]") as Link[] };
}

/** What of the computer's own networks an address pool would collide with, in words; undefined when it is free. */
export function poolConflict(pool: Network, cluster: ClusterNames, around: Surroundings): string | undefined {
  for (const route of around.routes) {
    if (isOurs(route, pool, cluster)) continue;
    const target = parseRoute(route.dst);
    // A default route, also one split in halves, covers everything and is shadowed on purpose.
    if (target.length > 1 && overlaps(target, pool)) return `the route ${describe(route)}`;
  }
  for (const { ifname, network, text } of addresses(around)) {
    if (ifname !== cluster.bridge && overlaps(network, pool)) return `the address ${text} of interface ${ifname}`;
  }
  return undefined;
}

/** Networks that the computer is directly connected to, but for those of clusters. */
export function connectedNetworks(around: Surroundings): string[] {
  const networks = addresses(around).filter(({ ifname }) => ifname !== "lo" && !/^lsb[0-9a-f]{8}$/.test(ifname));
  return [...new Set(networks.map(({ network }) => network.text))].sort();
}

/** Interfaces by which packets leave for the internet or one of the resolvers; the first is the default route's. */
export async function outwardInterfaces(around: Surroundings, resolvers: readonly string[]): Promise<string[]> {
  const defaults = around.routes.filter((route) => route.dst === "default").map((route) => route.dev);
  const towards = await Promise.all(resolvers.map(interfaceTowards));
  const found = [...defaults, ...towards].filter((name) => name !== undefined && name !== "lo");
  return [...new Set(found as string[])];
}

async function interfaceTowards(address: string): Promise<string | undefined> {
  const { status, stdout } = await attempt("ip", ["-json", "route", "get", address]);
  return status === 0 ? (JSON.parse(stdout) as Route[])[0]?.dev : undefined;
}

function isOurs(route: Route, pool: Network, cluster: ClusterNames): boolean {
  if (route.dev === cluster.bridge) return true;
  return route.protocol === routeProtocol && route.type === "unreachable" && route.dst === pool.text;
}

function parseRoute(target: string): Network {
  if (target === "default") return parseNetwork("0.0.0.0/0");
  return parseNetwork(target.includes("/") ? target : `${target}/32`);
}

function describe({ type, dst, gateway, dev }: Route): string {
  return [type, dst, gateway && `via ${gateway}`, dev && `dev ${dev}`].filter(Boolean).join(" ");
}

function addresses({ links }: Surroundings): { ifname: string; network: Network; text: string }[] {
  return links.flatMap(({ ifname, addr_info = [] }) =>
    addr_info.map(({ local, prefixlen }) => ({
      ifname,
      network: networkAround(local, prefixlen),
      text: `${local}/${prefixlen}`,
    })),
  );
}
