import { type AllocatedMachine, type StackError, throwProblems } from "@lambdastack/core";
import {
  type Blueprint,
  type Cloud,
  cloudOf,
  type Drawing,
  placeMachines,
  trafficOf,
} from "@lambdastack/infrastructure";
import * as errors from "../errors.ts";
import { availabilitySets } from "./availability-sets.ts";
import { type DrawnComponent, drawnComponents } from "./machine-document.ts";
import { diskVariables, machineVariables } from "./machines.ts";
import { networkVariables, resourceGroupOf } from "./network.ts";
import { networkRules } from "./rules.ts";
import { storageVariables } from "./storage.ts";
import { zoneOf } from "./zones.ts";

/** Azure keeps the first four addresses of a subnet, of which the first is the network's own, and the last. */
const reserved = 3;

/** What the documents ask for, as the templates' variables. */
export function draw(drawing: Drawing): Blueprint {
  const { manifest, machines, nodes, adminUser } = drawing;
  const cloud = cloudOf(manifest);
  const components = drawnComponents(manifest, cloud);
  const listed = [...components.values()];
  requireSupported(drawing, cloud, listed);
  const { addressPool, network } = cloud;
  const networkExists = network !== undefined;
  const placement = placeMachines({ components: listed, addressPool, networkExists, machines, nodes, reserved });
  const written = (component: string) => components.get(component)?.virtualMachine.security.rules ?? [];
  const { traffic, warnings } = trafficOf(manifest, ({ name }) => written(name));
  const plans = machines.map((machine) => ({
    machine,
    component: componentOf(machine, components),
    placement,
    drawing,
  }));
  const storage = storageVariables(drawing, listed);
  const resourceGroup = resourceGroupOf(manifest);
  return {
    structure: {
      own_network: !networkExists,
      own_resource_group: !resourceGroup.exists,
      shared_storage: storage !== undefined,
    },
    variables: {
      region: cloud.region ?? "East US",
      resource_group: resourceGroup.name,
      admin_user: adminUser,
      tags: cloud.tags,
      components: listed.map(({ name }) => name),
      ...networkVariables(manifest, cloud, placement),
      traffic: networkRules({ traffic, addressPool, written }),
      availability_sets: availabilitySets(manifest, listed),
      machines: Object.fromEntries(plans.map((plan) => [plan.machine.name, machineVariables(plan)])),
      disks: Object.assign({}, ...plans.map(diskVariables)),
      ...(storage && { shared_storage: storage }),
    },
    machines: Object.fromEntries(
      plans.map(({ machine: { name }, component }) => {
        const { subnet, address } = placement.machines[name] ?? {};
        const zone = zoneOf(subnet?.zone);
        const { size } = component.virtualMachine;
        const detail = [size, component.image.name, zone && `zone ${zone}`].filter(Boolean).join(", ");
        const place = { ...(address !== undefined && { address }), record: { subnet: subnet?.key } };
        return [name, { os: component.image.os, isPublic: component.usePublicIps, detail, ...place }];
      }),
    ),
    warnings: [...warnings, ...documentWarnings(listed)],
    unmet: unmetOf(listed, cloud.sshSources),
  };
}

function componentOf({ name, component }: AllocatedMachine, components: ReadonlyMap<string, DrawnComponent>) {
  const found = components.get(component);
  if (!found) throw new Error(`machine ${name} is of component ${component}, which is switched off`);
  return found;
}

/** Names that Azure refuses and that people choose. */
const reservedUsers = new Set(["root", "admin", "administrator", "test", "user", "guest"]);

function requireSupported({ manifest, adminUser }: Drawing, { network }: Cloud, components: readonly DrawnComponent[]) {
  const { k8s_as_cloud_service: asService } = (manifest.cluster.specification.cloud ?? {}) as Record<string, unknown>;
  const subnets = components.flatMap((component) => component.subnets);
  const ids = network === undefined ? subnets.flatMap(({ id }) => id ?? []) : [];
  const zones = subnets.flatMap(({ zone }) => zone ?? []).filter((zone) => zoneOf(zone) === undefined);
  const both = components.filter((one) => one.availabilitySet && one.subnets.some(({ zone }) => zone !== undefined));
  const problems: StackError[] = [
    ...(asService === true ? [errors.kubernetesServiceUnsupported()] : []),
    ...(reservedUsers.has(adminUser) ? [errors.reservedUser(adminUser)] : []),
    ...[...new Set(ids)].map(errors.subnetOfNoNetwork),
    ...[...new Set(zones)].map(errors.badZone),
    ...both.map(({ name }) => errors.zoneAndAvailabilitySet(name)),
  ];
  throwProblems(problems, (count) => `${count} things of the documents are not possible.`);
}

function documentWarnings(components: readonly DrawnComponent[]) {
  const images = components.flatMap(({ image }) => image.warning ?? []);
  const isOld = ({ usePublicIps, virtualMachine: { network_interface: network } }: DrawnComponent): boolean =>
    usePublicIps && (network.public_ip.sku === "Basic" || network.public_ip.allocation_method === "Dynamic");
  const addresses = components.some(isOld) ? [basicAddresses] : [];
  return [...new Map([...images, ...addresses].map((warning) => [warning.message, warning])).values()];
}

const basicAddresses = {
  message: "Azure gives no Basic or Dynamic public addresses any more; the machines get Standard and Static ones.",
  hint: "Write sku: Standard and allocation_method: Static under network_interface.public_ip.",
};

function unmetOf(components: readonly DrawnComponent[], sshSources: readonly string[]): StackError[] {
  const exposed = components.filter(({ usePublicIps }) => usePublicIps).map(({ name }) => name);
  return exposed.length > 0 && sshSources.length === 0 ? [errors.sshSourcesMissing(exposed)] : [];
}
