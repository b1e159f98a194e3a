import { attempt, run } from "../computer/run.ts";
import type { ClusterNames } from "../names.ts";
import { routeProtocol } from "./routes.ts";
import { gatewayOf, type Network } from "./subnet.ts";

/** Worse than every route that the kernel makes for an interface, so it counts only when the bridge has gone. */
const guardMetric = "4096";

/** Makes the bridge with the controller's address on it. */
export async function ensureBridge(cluster: ClusterNames, pool: Network, mtu: number): Promise<void> {
  if (!(await interfaceExists(cluster.bridge))) await run("ip", ["link", "add", cluster.bridge, "type", "bridge"]);
  await run("ip", ["link", "set", cluster.bridge, "mtu", String(mtu), "addrgenmode", "none", "up"]);
  await run("ip", ["address", "replace", `${gatewayOf(pool)}/${pool.length}`, "dev", cluster.bridge]);
}

/** No packet for the network leaves by another interface, also while there is no bridge. */
export async function ensureGuardRoute(pool: Network): Promise<void> {
  await run("ip", ["route", "replace", "unreachable", pool.text, "metric", guardMetric, "protocol", routeProtocol]);
}

export async function removeGuardRoute(pool: Network): Promise<void> {
  await attempt("ip", ["route", "del", "unreachable", pool.text, "metric", guardMetric, "protocol", routeProtocol]);
}

/** Removes an interface if it is there. */
export async function removeInterface(name: string): Promise<void> {
  if (await interfaceExists(name)) await run("ip", ["link", "del", name]);
}

/** Names of the interfaces plugged into the bridge. */
export async function pluggedInto(bridge: string): Promise<string[]> {
  const { status, stdout } = await attempt("ip", ["-json", "link", "show", "master", bridge]);
  return status === 0 && stdout.trim() !== ""
    ? (JSON.parse(stdout) as { ifname: string }[]).map((link) => link.ifname)
    : [];
}

export async function interfaceExists(name: string): Promise<boolean> {
  return (await attempt("ip", ["link", "show", "dev", name])).status === 0;
}
