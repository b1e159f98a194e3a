import type { ProviderContext } from "@lambdastack/core";
import { isMounted } from "../computer/mounts.ts";
import { isCarried } from "../image/carried-image.ts";
import { hasImage } from "../image/image-store.ts";
import { recipeKey } from "../image/recipe.ts";
import { type DiskLabel, diskOf, disks, readLabel } from "../machine/disk.ts";
import { areUpToDate } from "../machine/network-files.ts";
import { clusterNames, machineNames } from "../names.ts";
import { pluggedInto } from "../network/bridge.ts";
import { namespaceFiles } from "../network/cable.ts";
import { isForwarding } from "../network/forwarding.ts";
import { routeProtocol } from "../network/routes.ts";
import { gatewayOf } from "../network/subnet.ts";
import { isInForce } from "../network/table.ts";
import { imageStore } from "../settings.ts";
import type { Supervisor } from "../supervisor/supervisor.ts";
import { type Blueprint, networkFiles } from "./blueprint.ts";

/** What is on the computer now, as far as the plan rests on it. Plain data; equal as long as nothing changed. */
export interface Observation {
  /** `carried`: it comes from another computer. */
  image: { key: string; present: boolean; carried: boolean };
  network: { bridge: boolean; guard: boolean; rules: boolean; forwarding: boolean };
  /** By name, wanted or not. */
  machines: Record<string, ObservedMachine>;
}

export interface ObservedMachine {
  /** `partial`: an interrupted run left it, and it was never booted. */
  disk: "none" | "partial" | "ready";
  running: boolean;
  /** Bytes that it may use; missing where nothing limits it. */
  memory?: number;
  /** Whether its cable is plugged in. */
  connected: boolean;
  /** Whether its own files name the wanted machines and the right resolvers. */
  files: boolean;
}

export async function readLabels(context: ProviderContext): Promise<DiskLabel[]> {
  const names = await disks(context.folder);
  const labels = await Promise.all(names.map(async (name) => readLabel(await diskOf(context.folder, name))));
  return labels.filter((label) => label !== undefined);
}

export async function observe(
  context: ProviderContext,
  supervisor: Supervisor,
  blueprint: Blueprint,
): Promise<Observation> {
  const key = recipeKey(blueprint.recipe);
  const names = new Set([...(await disks(context.folder)), ...context.nodes.map(({ name }) => name)]);
  for (const { name } of blueprint.wanted.machines) names.add(name);
  const plugged = await pluggedInto(clusterNames(context.lineage).bridge);
  const namespaces = await namespaceFiles();
  const look = lookAt({ context, supervisor, plugged, namespaces, blueprint });
  const machines = await Promise.all([...names].sort().map(async (name) => [name, await look(name)] as const));
  return {
    image: { key, present: await hasImage(imageStore(), key), carried: isCarried(blueprint.recipe) },
    network: await observeNetwork(blueprint),
    machines: Object.fromEntries(machines),
  };
}

interface Looking {
  context: ProviderContext;
  supervisor: Supervisor;
  plugged: readonly string[];
  namespaces: readonly string[];
  blueprint: Blueprint;
}

function lookAt({
  context,
  supervisor,
  plugged,
  namespaces,
  blueprint,
}: Looking): (name: string) => Promise<ObservedMachine> {
  const cluster = clusterNames(context.lineage);
  const withDisk = disks(context.folder);
  return async (name) => {
    const machine = machineNames(cluster, name);
    const disk = await diskOf(context.folder, name);
    const label = await readLabel(disk);
    const isPartial = (await withDisk).includes(name);
    const life = label && (await supervisor.running(machine));
    const running = label !== undefined && life !== undefined;
    return {
      disk: label ? "ready" : isPartial ? "partial" : "none",
      running,
      ...(life?.memoryLimit !== undefined && { memory: life.memoryLimit }),
      connected: plugged.includes(machine.cable) && namespaces.includes(machine.namespace),
      files:
        running &&
        (await isMounted(disk.root)) &&
        (await areUpToDate(disk.root, networkFiles(blueprint, label.address))),
    };
  };
}

async function observeNetwork({
  rules,
  pool,
  around,
  outward,
  mayReachOut,
}: Blueprint): Promise<Observation["network"]> {
  const address = gatewayOf(pool);
  const bridge = around.links.find(({ ifname }) => ifname === rules.cluster.bridge);
  const interfaces = mayReachOut ? [rules.cluster.bridge, ...outward] : [];
  return {
    bridge: bridge?.addr_info?.some(({ local, prefixlen }) => local === address && prefixlen === pool.length) ?? false,
    guard: around.routes.some(
      ({ type, dst, protocol }) => type === "unreachable" && dst === pool.text && protocol === routeProtocol,
    ),
    rules: await isInForce(rules),
    forwarding: (await Promise.all(interfaces.map(isForwarding))).every(Boolean),
  };
}
