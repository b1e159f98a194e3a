import type { AllocatedMachine } from "@lambdastack/core";
import { cloudConfig, type Drawing, type Placement, tagsOf } from "@lambdastack/infrastructure";
import type { DrawnComponent } from "./machine-document.ts";
import { zoneOf } from "./zones.ts";

/** One machine and what it is drawn from. */
export interface MachineToDraw {
  machine: AllocatedMachine;
  component: DrawnComponent;
  placement: Placement;
  drawing: Drawing;
}

/** One entry of the variable `machines`. */
export function machineVariables({ machine, component, placement, drawing }: MachineToDraw): Record<string, unknown> {
  const { name } = machine;
  const { size, storage_os_disk: disk, network_interface: network, tags } = component.virtualMachine;
  const { adminUser, publicKey } = drawing;
  const { subnet, address } = placement.machines[name] ?? {};
  return {
    component: machine.component,
    size,
    subnet: subnet?.key,
    private_ip: address ?? null,
    zone: zoneOf(subnet?.zone) ?? null,
    availability_set: component.availabilitySet ?? null,
    accelerated: network.enable_accelerated_networking,
    // the component as a tag without a value is how the old products found their machines
    tags: { ...tagsOf(tags), [machine.component]: "" },
    cloud_config: JSON.stringify(cloudConfig({ hostname: name, adminUser, publicKey })),
    public: component.usePublicIps ? { idle_timeout: network.public_ip.idle_timeout_in_minutes } : null,
    os_disk: { caching: disk.caching, type: disk.managed_disk_type, size: disk.disk_size_gb },
    image: component.image.reference,
  };
}

/** Entries of the variable `disks`: by machine and number, so that a disk is found again whatever its place in a list. */
export function diskVariables({ machine, component }: MachineToDraw): Record<string, unknown> {
  const { storage_os_disk: usual, additional_disks } = component.virtualMachine;
  return Object.fromEntries(
    additional_disks.map(({ lun, disk_size_gb, managed_disk_type = usual.managed_disk_type, caching = "None" }) => [
      `${machine.name} ${lun}`,
      { machine: machine.name, lun, type: managed_disk_type, caching, size: disk_size_gb },
    ]),
  );
}
