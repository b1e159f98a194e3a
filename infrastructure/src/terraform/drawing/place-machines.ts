import {
  type AllocatedMachine,
  allocateAddresses,
  contains,
  formatAddress,
  type Network,
  overlaps,
  parseAddress,
  parseNetwork,
  type StackError,
  type StateNode,
  throwProblems,
} from "@lambdastack/core";
import { overlappingSubnets, subnetOutside, subnetWithoutPlace } from "../errors.ts";
import type { CloudComponent, CloudSubnet } from "./cloud-components.ts";

/** A subnet with the machines that stand in it. */
export interface PlacedSubnet {
  /** Its addresses, or the id of one that exists; what `record.subnet` of a machine says. */
  key: string;
  /** Missing where it exists already: its addresses are the cloud's to give. */
  addressPool?: string;
  zone?: string;
  id?: string;
}

export interface Placement {
  subnets: PlacedSubnet[];
  /** By name of the machine. */
  machines: Record<string, { subnet: PlacedSubnet; address?: string }>;
}

export interface PlacementRequest {
  components: readonly CloudComponent[];
  /** Of the whole network. */
  addressPool: string;
  /** The network exists already: it may be larger than `addressPool`. */
  networkExists: boolean;
  machines: readonly AllocatedMachine[];
  nodes: readonly StateNode[];
  /** How many addresses after the network's own the cloud keeps for itself. */
  reserved: number;
}

/**
 * Gives each machine a subnet and an address, both once: one that exists stays where it is. A new one goes to that
 * subnet of its component that has the fewest. Components that name no subnet share one, in the first half of the
 * network or what is free of it.
 */
export function placeMachines(request: PlacementRequest): Placement {
  const shared = sharedSubnet(request);
  const byComponent = new Map(
    request.components.map(({ name, subnets }) => [name, subnets.length > 0 ? subnets.map(placed) : [shared]]),
  );
  const subnets = unique([...byComponent.values()].flat());
  checkSubnets(subnets, request);
  const chosen = chooseSubnets(request, byComponent);
  const machines: Placement["machines"] = {};
  for (const subnet of subnets) Object.assign(machines, addressed(subnet, request, chosen));
  return { subnets, machines };
}

function placed({ addressPool, zone, id }: CloudSubnet): PlacedSubnet {
  return {
    key: id ?? addressPool ?? "",
    ...(addressPool && { addressPool }),
    ...(zone && { zone }),
    ...(id && { id }),
  };
}

/** One subnet may serve several components; what is said of it first counts. */
function unique(subnets: readonly PlacedSubnet[]): PlacedSubnet[] {
  const byKey = new Map<string, PlacedSubnet>();
  for (const subnet of subnets) byKey.set(subnet.key, { ...subnet, ...byKey.get(subnet.key) });
  return [...byKey.values()];
}

function sharedSubnet({ components, addressPool, nodes }: PlacementRequest): PlacedSubnet {
  const sharing = components.filter(({ subnets }) => subnets.length === 0).map(({ name }) => name);
  const kept = nodes.find(({ component, subnet }) => sharing.includes(component) && typeof subnet === "string")?.subnet;
  const pool = typeof kept === "string" ? kept : freeHalf(addressPool, components);
  return { key: pool, addressPool: pool };
}

/** Smallest subnet that clouds allow. */
const smallest = 28;

function freeHalf(addressPool: string, components: readonly CloudComponent[]): string {
  const whole = parseNetwork(addressPool);
  const named = components.flatMap(({ subnets }) => subnets.flatMap((one) => one.addressPool ?? []));
  const taken = named.map(parseNetwork);
  for (let length = Math.min(whole.length + 1, smallest); length <= smallest; length += 1)
    for (let first = whole.first; first < whole.last; first += 2 ** (32 - length)) {
      const candidate = parseNetwork(`${formatAddress(first)}/${length}`);
      if (!taken.some((one) => overlaps(one, candidate))) return candidate.text;
    }
  return addressPool;
}

function checkSubnets(subnets: readonly PlacedSubnet[], { addressPool, networkExists }: PlacementRequest): void {
  const whole = parseNetwork(addressPool);
  const problems: StackError[] = subnets.filter(({ key }) => key === "").map(() => subnetWithoutPlace());
  const networks = subnets.flatMap(({ addressPool: pool }) => (pool === undefined ? [] : [parseNetwork(pool)]));
  const isInside = (one: Network): boolean => contains(whole, one.first) && contains(whole, one.last);
  if (!networkExists)
    problems.push(...networks.filter((one) => !isInside(one)).map(({ text }) => subnetOutside(text, addressPool)));
  for (const [place, one] of networks.entries())
    for (const other of networks.slice(place + 1))
      if (overlaps(one, other)) problems.push(overlappingSubnets(one.text, other.text));
  throwProblems(problems, (count) => `${count} subnets cannot be used.`);
}

type Chosen = ReadonlyMap<string, PlacedSubnet>;

function chooseSubnets(
  { machines, nodes }: PlacementRequest,
  byComponent: ReadonlyMap<string, readonly PlacedSubnet[]>,
): Chosen {
  const recorded = new Map(nodes.map((node) => [node.name, node]));
  const chosen = new Map<string, PlacedSubnet>();
  const homeOf = ({ name, component }: AllocatedMachine): PlacedSubnet | undefined => {
    const node = recorded.get(name);
    return node && byComponent.get(component)?.find((subnet) => isHomeOf(subnet, node));
  };
  for (const machine of machines) {
    const home = homeOf(machine);
    if (home) chosen.set(machine.name, home);
  }
  for (const { name, component } of machines.filter((machine) => !chosen.has(machine.name))) {
    const count = ({ key }: PlacedSubnet): number =>
      machines.filter((other) => other.component === component && chosen.get(other.name)?.key === key).length;
    const [fewest] = [...(byComponent.get(component) ?? [])].sort((one, other) => count(one) - count(other));
    if (!fewest) throw new Error(`component ${component} has no subnet`);
    chosen.set(name, fewest);
  }
  return chosen;
}

function isHomeOf({ key, addressPool }: PlacedSubnet, { subnet, privateIP }: StateNode): boolean {
  if (subnet !== undefined) return subnet === key;
  return addressPool !== undefined && privateIP !== "" && contains(parseNetwork(addressPool), parseAddress(privateIP));
}

function addressed(subnet: PlacedSubnet, { machines, nodes, reserved }: PlacementRequest, chosen: Chosen) {
  const here = machines.filter(({ name }) => chosen.get(name)?.key === subnet.key);
  const { addressPool: pool } = subnet;
  if (pool === undefined) return Object.fromEntries(here.map(({ name }) => [name, { subnet }]));
  const network = parseNetwork(pool);
  const residents = nodes.filter(({ privateIP }) => privateIP !== "" && contains(network, parseAddress(privateIP)));
  const addresses = allocateAddresses({ pool, reserved, nodes: residents, wanted: here });
  return Object.fromEntries(here.map(({ name }) => [name, { subnet, address: addresses.get(name) ?? "" }]));
}
