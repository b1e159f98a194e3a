import type { Manifest } from "@lambdastack/core";
import {
  type Cloud,
  type CloudComponent,
  cloudComponentsOf,
  machineDocumentOf,
  type WrittenRule,
} from "@lambdastack/infrastructure";
import { defaultOf } from "./default-of.ts";
import { type Image, imageOf } from "./images.ts";

/** A rule with what not every cloud knows. */
export interface GoogleRule extends WrittenRule {
  priority?: number;
  access?: "Allow" | "Deny";
}

/** `infrastructure/virtual-machine` after defaults. */
export interface VirtualMachine {
  size: string;
  image?: string;
  boot_disk: { type: string; size_gb: number };
  additional_disks: { name: string; size_gb: number; type?: string }[];
  service_account?: string;
  security: { rules: GoogleRule[] };
  tags: unknown;
}

/** A component that is switched on, with everything that is said of its machines. */
export interface DrawnComponent extends CloudComponent {
  virtualMachine: VirtualMachine;
  image: Image;
}

/** Processors and memory like those that the old products gave on other clouds. */
const usualSizes: Readonly<Record<string, string>> = {
  "repository-machine": "e2-medium",
  "kubernetes-master-machine": "e2-standard-2",
  "kubernetes-node-machine": "e2-standard-2",
  "logging-machine": "e2-standard-2",
  "monitoring-machine": "e2-medium",
  "kafka-machine": "e2-standard-2",
  "postgresql-machine": "e2-medium",
  "load-balancer-machine": "e2-small",
  "rabbitmq-machine": "e2-medium",
  "ignite-machine": "e2-medium",
  "single-machine": "e2-standard-4",
};

const usualSize = "e2-medium";
/** GiB. */
const usualDisk = 32;
const largerDisks: Readonly<Record<string, number>> = { "repository-machine": 64 };

/** By name. */
export function drawnComponents(manifest: Manifest, { image: clusterImage }: Cloud): Map<string, DrawnComponent> {
  const own = defaultOf<Record<string, string>>(manifest, "cloud-os-image-defaults");
  return new Map(
    cloudComponentsOf(manifest).map((component) => {
      const virtualMachine = virtualMachineOf(component, manifest);
      const image = imageOf(virtualMachine.image ?? clusterImage, own);
      return [component.name, { ...component, virtualMachine, image }];
    }),
  );
}

type Written = Omit<VirtualMachine, "size" | "boot_disk"> & {
  size?: string;
  boot_disk: { type: string; size_gb?: number };
};

function virtualMachineOf(component: CloudComponent, manifest: Manifest): VirtualMachine {
  const { name, specification } = machineDocumentOf<Written>(component, manifest, Object.keys(usualSizes));
  const { size = usualSizes[name] ?? usualSize, boot_disk: disk } = specification;
  const size_gb = disk.size_gb ?? largerDisks[name] ?? usualDisk;
  return { ...specification, size, boot_disk: { ...disk, size_gb } };
}
