import type { Manifest } from "@lambdastack/core";
import {
  type Cloud,
  type CloudComponent,
  cloudComponentsOf,
  machineDocumentOf,
  type WrittenRule,
} from "@lambdastack/infrastructure";
import { defaultOf } from "./default-of.ts";
import { type Image, type ImageReference, imageAt, imageOf } from "./images.ts";

export interface Disk {
  lun: number;
  disk_size_gb: number;
  managed_disk_type?: string;
  caching?: string;
}

/** A rule with what Azure alone knows. */
export interface AzureRule extends WrittenRule {
  priority?: number;
  access?: "Allow" | "Deny";
}

/** `infrastructure/virtual-machine` after defaults. */
export interface VirtualMachine {
  size: string;
  image?: string;
  storage_image_reference?: ImageReference;
  storage_os_disk: { caching: string; managed_disk_type: string; disk_size_gb: number };
  additional_disks: Disk[];
  network_interface: {
    enable_accelerated_networking: boolean;
    public_ip: { allocation_method: string; idle_timeout_in_minutes: number; sku: string };
  };
  security: { rules: AzureRule[] };
  tags: unknown;
}

/** A component that is switched on, with everything that is said of its machines. */
export interface DrawnComponent extends CloudComponent {
  virtualMachine: VirtualMachine;
  image: Image;
  availabilitySet?: string;
}

/** Sizes that the old products shipped. */
const usualSizes: Readonly<Record<string, string>> = {
  "repository-machine": "Standard_DS1_v2",
  "kubernetes-master-machine": "Standard_DS2_v2",
  "kubernetes-node-machine": "Standard_DS1_v2",
  "logging-machine": "Standard_DS2_v2",
  "monitoring-machine": "Standard_DS1_v2",
  "kafka-machine": "Standard_DS2_v2",
  "postgresql-machine": "Standard_DS1_v2",
  "load-balancer-machine": "Standard_DS1_v2",
  "rabbitmq-machine": "Standard_DS2_v2",
  "ignite-machine": "Standard_DS1_v2",
  "single-machine": "Standard_DS3_v2",
};

const usualSize = "Standard_DS1_v2";
/** GiB. */
const usualDisk = 32;
const largerDisks: Readonly<Record<string, number>> = { "repository-machine": 64 };

/** By name. */
export function drawnComponents(manifest: Manifest, { image: clusterImage }: Cloud): Map<string, DrawnComponent> {
  const own = defaultOf<Record<string, ImageReference>>(manifest, "cloud-os-image-defaults");
  const { components = {} } = manifest.cluster.specification as {
    components?: Record<string, { availability_set?: string } | null>;
  };
  return new Map(
    cloudComponentsOf(manifest).map((component) => {
      const virtualMachine = virtualMachineOf(component, manifest);
      const { image: name = clusterImage, storage_image_reference: reference } = virtualMachine;
      const image = reference === undefined ? imageOf(name, own) : imageAt(reference);
      const set = components[component.name]?.availability_set;
      return [component.name, { ...component, virtualMachine, image, ...(set && { availabilitySet: set }) }];
    }),
  );
}

function virtualMachineOf(component: CloudComponent, manifest: Manifest): VirtualMachine {
  type Written = Omit<VirtualMachine, "size" | "storage_os_disk"> & {
    size?: string;
    storage_os_disk: Omit<VirtualMachine["storage_os_disk"], "disk_size_gb"> & { disk_size_gb?: number };
  };
  const { name, specification } = machineDocumentOf<Written>(component, manifest, Object.keys(usualSizes));
  const { size = usualSizes[name] ?? usualSize, storage_os_disk: disk } = specification;
  const disk_size_gb = disk.disk_size_gb ?? largerDisks[name] ?? usualDisk;
  return { ...specification, size, storage_os_disk: { ...disk, disk_size_gb } };
}
