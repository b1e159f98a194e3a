import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isMounted, mounts } from "../computer/mounts.ts";
import { attempt, run } from "../computer/run.ts";
import { type ClusterNames, hardwareAddress, type MachineNames } from "../names.ts";
import { interfaceExists, removeInterface } from "./bridge.ts";
import { gatewayOf, type Network } from "./subnet.ts";

export interface Cable {
  cluster: ClusterNames;
  machine: MachineNames;
  address: string;
  pool: Network;
  mtu: number;
}

/** Gives a machine its network namespace, plugged into the bridge, with its static address. Repairs what is half there. */
export async function connect(cable: Cable): Promise<void> {
  const { cluster, machine, mtu } = cable;
  await ensureNamespace(machine.namespace);
  if (!(await interfaceExists(machine.cable))) await addCable(cable);
  await run("ip", [
    "link",
    "set",
    machine.cable,
    "mtu",
    String(mtu),
    "addrgenmode",
    "none",
    "master",
    cluster.bridge,
    "up",
  ]);
  await run("nsenter", [`--net=${machine.namespace}`, "ip", "-batch", "-"], { input: insideCommands(cable) });
}

/** Safe to repeat. The interface goes first: the kernel removes it late when its namespace ends. */
export async function disconnect(machine: MachineNames): Promise<void> {
  await removeInterface(machine.cable);
  await removeNamespace(machine.namespace);
}

export async function removeNamespace(file: string): Promise<void> {
  if (await isMounted(file)) await run("umount", [file]);
  await rm(file, { force: true });
}

/** Files of namespaces that exist, of any cluster. */
export async function namespaceFiles(): Promise<string[]> {
  return (await mounts()).filter((mount) => mount.type === "nsfs").map((mount) => mount.path);
}

async function ensureNamespace(file: string): Promise<void> {
  if (await isMounted(file)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await run("sh", ["-c", ': >"$1" && exec unshare --net="$1" true', "sh", file]);
}

async function addCable({ machine, cluster, address, mtu }: Cable): Promise<void> {
  const inside = ["nsenter", `--net=${machine.namespace}`, "ip", "link", "del", "eth0"] as const;
  await attempt(inside[0], inside.slice(1));
  const peer = ["peer", "name", "eth0", "address", hardwareAddress(cluster, address), "mtu", String(mtu)];
  await run("ip", ["link", "add", machine.cable, "type", "veth", ...peer, "netns", machine.namespace]);
}

function insideCommands({ address, pool, mtu }: Cable): string {
  return `link set dev lo up
link set dev eth0 mtu ${mtu} up
address replace ${address}/${pool.length} dev eth0
route replace default via ${gatewayOf(pool)}
`;
}
