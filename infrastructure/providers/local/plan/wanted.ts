import {
  allocateAddresses,
  allocateMachines,
  type Machine,
  type ProviderContext,
  type StateNode,
} from "@lambdastack/core";
import { operatingSystem } from "../image/recipe.ts";
import type { DiskLabel } from "../machine/disk.ts";
import { settingsOf } from "../settings.ts";

export interface Wanted {
  /** Sorted by component and index, each with its address. */
  machines: Machine[];
  /** The highest number ever given, by component. */
  lastIndex: Record<string, number>;
}

/** Which machines there should be. Those with a ready disk keep name and address, recorded in the state or not yet. */
export function wantedMachines(context: ProviderContext, labels: readonly DiskLabel[], architecture: string): Wanted {
  const { manifest, componentRoles, section } = context;
  const nodes = knownNodes(context.nodes, labels);
  const lastIndex = (section?.last_index ?? {}) as Record<string, number>;
  const allocation = allocateMachines({ cluster: manifest.cluster, nodes, componentRoles, lastIndex });
  const pool = settingsOf(manifest).pool.text;
  const addresses = allocateAddresses({ pool, reserved: 1, nodes, wanted: allocation.wanted });
  const os = operatingSystem(architecture);
  const machines = allocation.wanted.map(({ name, component, components, roles, index }): Machine => {
    const address = addresses.get(name) ?? "";
    const place = { hostname: name, address, sshAddress: address, sshPort: 22 };
    return { name, ...place, component, components, roles, index, os };
  });
  return { machines, lastIndex: allocation.lastIndex };
}

/** A run that was killed after it made a machine and before it recorded it left the disk with its label. */
function knownNodes(nodes: readonly StateNode[], labels: readonly DiskLabel[]): StateNode[] {
  const recorded = new Set(nodes.map(({ name }) => name));
  const unrecorded = labels.filter(({ name }) => !recorded.has(name));
  return [
    ...nodes,
    ...unrecorded.map(({ name, component, index, address }) => ({
      name,
      component,
      index,
      privateIP: address,
      usedBy: component,
    })),
  ];
}
