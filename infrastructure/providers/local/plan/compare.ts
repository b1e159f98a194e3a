import type { InfrastructureChange } from "@lambdastack/core";
import type { Observation, ObservedMachine } from "./observe.ts";

export interface Comparison {
  cluster: string;
  /** In the order in which they are shown. */
  wanted: readonly { name: string; address: string }[];
  observed: Observation;
  /** Bytes that each machine may use; undefined: as much as the computer has. */
  memory?: number | undefined;
}

/** What would be done, in the order in which it is done. */
export function compare({ cluster, wanted, observed, memory }: Comparison): InfrastructureChange[] {
  const isWanted = (name: string): boolean => wanted.some((machine) => machine.name === name);
  const leaving = Object.entries(observed.machines).filter(([name]) => !isWanted(name));
  const machines = wanted.flatMap(({ name, address }) =>
    machineChange({ name, address, memory }, observed.machines[name]),
  );
  return [
    ...imageChange(machines, observed),
    ...leaving.map(([name]) => removal(name)),
    ...networkChange(cluster, wanted, observed),
    ...machines,
  ];
}

interface WantedMachine {
  name: string;
  address: string;
  memory: number | undefined;
}

function machineChange(
  { name, address, memory }: WantedMachine,
  found: ObservedMachine | undefined,
): InfrastructureChange[] {
  if (found?.disk === "ready" && found.running) return memoryChange(name, found.memory, memory);
  const isReady = found?.disk === "ready";
  const detail = isReady ? `${address}, with its data` : `${address}, Debian 12`;
  return [{ action: isReady ? "start" : "create", what: "machine", name, detail, destroys: false }];
}

/** A limit changes while the machine runs. */
function memoryChange(name: string, from: number | undefined, to: number | undefined): InfrastructureChange[] {
  if (from === to) return [];
  const detail = `memory ${inMebibytes(from)} -> ${inMebibytes(to)}, without a restart`;
  return [{ action: "update", what: "machine", name, detail, destroys: false }];
}

const inMebibytes = (bytes: number | undefined): string =>
  bytes === undefined ? "without a limit" : `${Math.round(bytes / 2 ** 20)} MiB`;

function removal(name: string): InfrastructureChange {
  return { action: "delete", what: "machine", name, detail: "with its disk and all data on it", destroys: true };
}

function imageChange(machines: readonly InfrastructureChange[], { image }: Observation): InfrastructureChange[] {
  const isNeeded = machines.some(({ action }) => action === "create");
  if (image.present || !isNeeded) return [];
  const detail = image.carried
    ? "from what was carried here; kept in the cache"
    : "built once for this user, kept in the cache; about half a minute";
  return [{ action: "create", what: "image", name: image.key, detail, destroys: false }];
}

function networkChange(name: string, wanted: Comparison["wanted"], observed: Observation): InfrastructureChange[] {
  const { bridge, guard, rules, forwarding } = observed.network;
  const change = { what: "network", name, destroys: false } as const;
  const found = Object.values(observed.machines);
  if (!bridge && !rules) {
    if (wanted.length === 0) return [];
    return [{ ...change, action: found.some(({ disk }) => disk === "ready") ? "start" : "create" }];
  }
  const running = wanted.filter((machine) => observed.machines[machine.name]?.running);
  const loose = running.filter((machine) => !observed.machines[machine.name]?.connected);
  const unaware = running.filter((machine) => !observed.machines[machine.name]?.files);
  const reasons = [
    ...(bridge ? [] : ["the bridge is missing"]),
    ...(guard ? [] : ["the guard route is missing"]),
    ...(rules ? [] : ["the rules for packets differ"]),
    ...(forwarding ? [] : ["packets are not passed on"]),
    ...(loose.length === 0 ? [] : [`not plugged in: ${loose.map((machine) => machine.name).join(", ")}`]),
    ...(unaware.length === 0
      ? []
      : [`/etc/hosts or /etc/resolv.conf of ${unaware.map((machine) => machine.name).join(", ")}`]),
  ];
  return reasons.length === 0 ? [] : [{ ...change, action: "update", detail: reasons.join("; ") }];
}
