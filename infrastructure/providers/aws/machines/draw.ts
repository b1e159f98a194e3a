import { type AllocatedMachine, type StackError, throwProblems } from "@lambdastack/core";
import { type Blueprint, cloudOf, type Drawing, placeMachines, trafficOf } from "@lambdastack/infrastructure";
import { defaultOf } from "../default-of.ts";
import { kubernetesServiceUnsupported, sshSourcesMissing, subnetOfNoNetwork } from "../errors.ts";
import { type DrawnComponent, drawnComponents } from "./drawn-component.ts";
import { instanceVariables, volumeVariables } from "./instances.ts";
import { networkVariables, publicSubnetsOf, trafficVariables } from "./network.ts";
import { storageVariables } from "./storage.ts";

/** Amazon keeps the first four addresses of a subnet, of which the first is the network's own, and the last. */
const reserved = 3;

/** What the documents ask for, as the templates' variables. */
export function draw(drawing: Drawing): Blueprint {
  const { manifest, machines, nodes } = drawing;
  const cloud = cloudOf(manifest);
  const components = drawnComponents(manifest);
  requireSupported(drawing, [...components.values()]);
  const { addressPool } = cloud;
  const networkExists = cloud.network !== undefined;
  const listed = [...components.values()];
  const placement = placeMachines({ components: listed, addressPool, networkExists, machines, nodes, reserved });
  const { traffic, warnings } = trafficOf(
    manifest,
    ({ name }) => components.get(name)?.virtualMachine.security.rules ?? [],
  );
  const publicSubnets = publicSubnetsOf(machines, components, placement);
  const common = { placement, drawing, publicSubnets };
  const plans = machines.map((machine) => ({ machine, component: componentOf(machine, components), ...common }));
  const storage = storageVariables(manifest, listed, placement);
  return {
    structure: { own_network: !networkExists, shared_storage: storage !== undefined },
    variables: {
      region: cloud.region ?? "us-east-1",
      tags: cloud.tags,
      key_name: `${defaultOf<{ name: string }>(manifest, "public-key").name}-${drawing.id}`,
      components: listed.map(({ name }) => name),
      images: Object.fromEntries(listed.map(({ image: { key, id, name, owners } }) => [key, { id, name, owners }])),
      ...networkVariables(manifest, placement, publicSubnets),
      traffic: trafficVariables(traffic),
      machines: Object.fromEntries(plans.map((plan) => [plan.machine.name, instanceVariables(plan)])),
      volumes: Object.assign({}, ...plans.map(volumeVariables)),
      ...(storage && { shared_storage: storage }),
    },
    machines: Object.fromEntries(
      plans.map(({ machine: { name }, component }) => {
        const { subnet, address } = placement.machines[name] ?? {};
        const detail = [component.virtualMachine.size, component.image.key, subnet?.zone].filter(Boolean).join(", ");
        const place = { ...(address !== undefined && { address }), record: { subnet: subnet?.key } };
        return [name, { os: component.image.os, isPublic: component.usePublicIps, detail, ...place }];
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

function requireSupported({ manifest }: Drawing, components: readonly DrawnComponent[]): void {
  const { k8s_as_cloud_service: asService } = (manifest.cluster.specification.cloud ?? {}) as Record<string, unknown>;
  const problems = asService === true ? [kubernetesServiceUnsupported()] : [];
  const ids = components.flatMap(({ subnets }) => subnets.flatMap(({ id }) => id ?? []));
  if (cloudOf(manifest).network === undefined) problems.push(...[...new Set(ids)].map(subnetOfNoNetwork));
  throwProblems(problems, (count) => `${count} things of the documents are not possible.`);
}

function imageWarnings(components: readonly DrawnComponent[]) {
  const warnings = components.flatMap(({ image }) => image.warning ?? []);
  return [...new Map(warnings.map((warning) => [warning.message, warning])).values()];
}

function unmetOf(components: readonly DrawnComponent[], sshSources: readonly string[]): StackError[] {
  const exposed = components.filter(({ usePublicIps }) => usePublicIps).map(({ name }) => name);
  return exposed.length > 0 && sshSources.length === 0 ? [sshSourcesMissing(exposed)] : [];
}
