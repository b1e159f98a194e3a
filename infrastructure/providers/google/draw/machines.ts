import type { AllocatedMachine } from "@lambdastack/core";
import { type Placement, tagsOf } from "@lambdastack/infrastructure";
import type { DrawnComponent } from "./machine-document.ts";
import { labelsOf } from "./names.ts";

/** One machine and what it is drawn from. */
export interface MachineToDraw {
  machine: AllocatedMachine;
  component: DrawnComponent;
  placement: Placement;
  /** Of machines whose subnet names none. */
  usualZone: string;
}

export const zoneOf = ({ machine: { name }, placement, usualZone }: MachineToDraw): string =>
  placement.machines[name]?.subnet.zone ?? usualZone;

/** One entry of the variable `machines`. */
export function machineVariables(toDraw: MachineToDraw): Record<string, unknown> {
  const { machine, component, placement } = toDraw;
  const { size, boot_disk: disk, tags, service_account } = component.virtualMachine;
  const { subnet, address } = placement.machines[machine.name] ?? {};
  return {
    component: machine.component,
    size,
    zone: zoneOf(toDraw),
    image: component.image.path,
    subnet: subnet?.key,
    private_ip: address ?? null,
    public: component.usePublicIps,
    labels: labelsOf({ ...tagsOf(tags), component: machine.component }),
    service_account: service_account ?? null,
    boot_disk: { type: disk.type, size: disk.size_gb },
  };
}

/** Entries of the variable `disks`: by machine and name, so that a disk is found again whatever its place in a list. */
export function diskVariables({ machine, component }: MachineToDraw): Record<string, unknown> {
  const { boot_disk: usual, additional_disks } = component.virtualMachine;
  return Object.fromEntries(
    additional_disks.map(({ name, size_gb: size, type = usual.type }) => [
      `${machine.name} ${name}`,
      { machine: machine.name, name, type, size },
    ]),
  );
}
