import { type AllocatedMachine, type StackError, throwProblems } from "@lambdastack/core";
import {
  type Blueprint,
  type Cloud,
  cloudOf,
  type Drawing,
  nameBase,
  placeMachines,
  trafficOf,
} from "@lambdastack/infrastructure";
import * as errors from "../errors.ts";
import { type DrawnComponent, drawnComponents } from "./machine-document.ts";
import { diskVariables, machineVariables, zoneOf } from "./machines.ts";
import { cloudName, labelsOf } from "./names.ts";
import { networkVariables, wantsNat } from "./network.ts";
import { firewallRules } from "./rules.ts";
import { storageVariables } from "./storage.ts";

/** Google keeps the first two addresses of a subnet, of which the first is the network's own, and the last two. */
const reserved = 1;

/** What the documents ask for, as the templates' variables. */
export function draw(drawing: Drawing): Blueprint {
  const { manifest, machines, nodes, adminUser } = drawing;
  const cloud = cloudOf(manifest);
  const components = drawnComponents(manifest, cloud);
  const listed = [...components.values()];
  const { addressPool, network, region = "europe-west1" } = cloud;
  requireSupported(drawing, { ...cloud, region }, listed);
  const networkExists = network !== undefined;
  const placement = placeMachines({ components: listed, addressPool, networkExists, machines, nodes, reserved });
  const written = (component: string) => components.get(component)?.virtualMachine.security.rules ?? [];
  const { traffic, warnings } = trafficOf(manifest, ({ name }) => written(name));
  const base = nameBase(manifest);
  // every region has a zone b
  const usualZone = `${region}-b`;
  const plans = machines.map((machine) => ({
    machine,
    component: componentOf(machine, components),
    placement,
    usualZone,
  }));
  const storage = storageVariables(manifest, region, usualZone);
  const { project } = manifest.cluster.specification.cloud as { project?: string };
  return {
    structure: {
      own_network: !networkExists,
      nat: wantsNat(manifest, cloud, listed),
      shared_storage: storage !== undefined,
    },
    variables: {
      project: project ?? null,
      region,
      admin_user: adminUser,
      labels: labelsOf(cloud.tags),
      tags: Object.fromEntries(listed.map(({ name }) => [name, cloudName(base, name)])),
      ...networkVariables(manifest, cloud, placement),
      traffic: firewallRules({ traffic, base, addressPool, written }),
      machines: Object.fromEntries(plans.map((plan) => [plan.machine.name, machineVariables(plan)])),
      disks: Object.assign({}, ...plans.map(diskVariables)),
      ...(storage && { shared_storage: storage }),
    },
    machines: Object.fromEntries(
      plans.map((plan) => {
        const { subnet, address } = placement.machines[plan.machine.name] ?? {};
        const { image, usePublicIps: isPublic, virtualMachine } = plan.component;
        const detail = [virtualMachine.size, image.name, zoneOf(plan)].join(", ");
        const place = { ...(address !== undefined && { address }), record: { subnet: subnet?.key } };
        return [plan.machine.name, { os: image.os, isPublic, detail, ...place }];
      }),
    ),
    warnings: [...warnings, ...imageWarnings(listed)],
    unmet: unmetOf(listed, cloud.sshSources),
  };
}

function componentOf({ name, component }: AllocatedMachine, components: ReadonlyMap<string, DrawnComponent>) {
  const found = components.get(component);
  if (!found) throw new Error(`machine ${name} is of component ${component}, which is switched off`);
  return found;
}

function requireSupported(
  { manifest, adminUser }: Drawing,
  { network, region }: Cloud & { region: string },
  components: readonly DrawnComponent[],
): void {
  const { k8s_as_cloud_service: asService } = (manifest.cluster.specification.cloud ?? {}) as Record<string, unknown>;
  const subnets = components.flatMap((component) => component.subnets);
  const ids = network === undefined ? subnets.flatMap(({ id }) => id ?? []) : [];
  const zones = subnets.flatMap(({ zone }) => zone ?? []).filter((zone) => !zone.startsWith(`${region}-`));
  const base = nameBase(manifest);
  const problems: StackError[] = [
    ...(asService === true ? [errors.kubernetesServiceUnsupported()] : []),
    ...(adminUser === "root" ? [errors.reservedUser(adminUser)] : []),
    ...(/^[a-z]/.test(base) ? [] : [errors.nameBeginsWithDigit(base)]),
    ...[...new Set(ids)].map(errors.subnetOfNoNetwork),
    ...[...new Set(zones)].map((zone) => errors.zoneElsewhere(zone, region)),
  ];
  throwProblems(problems, (count) => `${count} things of the documents are not possible.`);
}

function imageWarnings(components: readonly DrawnComponent[]) {
  const warnings = components.flatMap(({ image }) => image.warning ?? []);
  return [...new Map(warnings.map((warning) => [warning.message, warning])).values()];
}

function unmetOf(components: readonly DrawnComponent[], sshSources: readonly string[]): StackError[] {
  const exposed = components.filter(({ usePublicIps }) => usePublicIps).map(({ name }) => name);
  return exposed.length > 0 && sshSources.length === 0 ? [errors.sshSourcesMissing(exposed)] : [];
}
