import type { AllocatedMachine } from "@lambdastack/core";
import { cloudConfig, type Drawing, type Placement, tagsOf } from "@lambdastack/infrastructure";
import type { DrawnComponent } from "./drawn-component.ts";

/** One machine and what it is drawn from. */
export interface MachineToDraw {
  machine: AllocatedMachine;
  component: DrawnComponent;
  placement: Placement;
  drawing: Drawing;
  /** Keys of the subnets that give every machine a public address. */
  publicSubnets: ReadonlySet<string>;
}

/** One entry of the variable `machines`. */
export function instanceVariables(toDraw: MachineToDraw): Record<string, unknown> {
  const { machine, component, placement, drawing } = toDraw;
  const { name } = machine;
  const { size, ebs_optimized, mount_efs, tags, disks } = component.virtualMachine;
  const { adminUser, publicKey } = drawing;
  const { subnet, address } = placement.machines[name] ?? {};
  return {
    component: machine.component,
    size,
    image: component.image.key,
    subnet: subnet?.key,
    private_ip: address ?? null,
    public: publicAddress(toDraw),
    ebs_optimized,
    mount_efs,
    // the component as a tag without a value is how the old products found their machines
    tags: { ...tagsOf(tags), [machine.component]: "" },
    cloud_config: JSON.stringify(cloudConfig({ hostname: name, adminUser, publicKey })),
    root: disks.root,
  };
}

/** Said only where the subnet would do otherwise: a machine that has what its subnet gives needs no word of it. */
function publicAddress({ machine, component, placement, publicSubnets }: MachineToDraw): boolean | null {
  const subnet = placement.machines[machine.name]?.subnet;
  if (!subnet || subnet.id !== undefined) return component.usePublicIps;
  return publicSubnets.has(subnet.key) === component.usePublicIps ? null : component.usePublicIps;
}

const usual = { volume_type: "gp2", delete_on_termination: true, encrypted: true };

/** Entries of the variable `volumes`: by machine and device, so that a volume is found again whatever its place in a list. */
export function volumeVariables({ machine, component }: MachineToDraw): Record<string, unknown> {
  const disks = component.virtualMachine.disks.additional_disks;
  return Object.fromEntries(
    disks.map((disk) => [`${machine.name} ${disk.device_name}`, { ...usual, ...disk, machine: machine.name }]),
  );
}
