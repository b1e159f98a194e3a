import type { Document, Manifest } from "@lambdastack/core";
import type { CloudComponent, WrittenRule } from "@lambdastack/infrastructure";
import { defaultOf } from "../default-of.ts";
import { undefinedMachineDocument } from "../errors.ts";

export interface Volume {
  volume_type: string;
  volume_size: number;
  delete_on_termination: boolean;
  encrypted: boolean;
}

/** `infrastructure/virtual-machine` after defaults. */
export interface VirtualMachine {
  size: string;
  os_full_name?: string;
  ebs_optimized: boolean;
  authorized_to_efs: boolean;
  mount_efs: boolean;
  tags: unknown;
  disks: { root: Volume; additional_disks: (Partial<Volume> & { device_name: string; volume_size: number })[] };
  security: { rules: WrittenRule[] };
}

/** What a component's machines are where no document says it: the sizes that the old products shipped. */
const usual: Readonly<Record<string, { size: string; root?: number; efs?: true }>> = {
  "repository-machine": { size: "t2.medium", root: 64 },
  "kubernetes-master-machine": { size: "t3.medium", efs: true },
  "kubernetes-node-machine": { size: "t3.medium", efs: true },
  "logging-machine": { size: "t3.large" },
  "monitoring-machine": { size: "t3.medium" },
  "kafka-machine": { size: "t3.medium" },
  "postgresql-machine": { size: "t3.medium" },
  "load-balancer-machine": { size: "t3.micro" },
  "rabbitmq-machine": { size: "t3.micro" },
  "ignite-machine": { size: "t3.medium" },
  "single-machine": { size: "t3.xlarge", efs: true },
};

/** Components whose machines are called by another name than their own. */
const otherNames: Readonly<Record<string, string>> = {
  opendistro_for_elasticsearch: "logging-machine",
  opensearch: "logging-machine",
  single_machine: "single-machine",
};

const kind = "infrastructure/virtual-machine";

/** The machine of a component: the document it names, else what is usual, over the document named default. */
export function machineOf(component: CloudComponent, manifest: Manifest): VirtualMachine {
  const named = manifest.documents.filter((document) => document.kind === kind);
  const specified = (name: string): VirtualMachine | undefined => specificationIn(named, name);
  const fallback = defaultOf<VirtualMachine>(manifest, "virtual-machine");
  const name = component.machine ?? otherNames[component.name] ?? `${component.name.replaceAll("_", "-")}-machine`;
  const found = specified(name) ?? (Object.hasOwn(usual, name) ? usually(name, fallback) : undefined);
  if (found) return found;
  if (component.machine === undefined || component.machine === "default") return fallback;
  throw undefinedMachineDocument(component.name, component.machine, [
    ...new Set([...named.map((document) => document.name), ...Object.keys(usual)]),
  ]);
}

function specificationIn(documents: readonly Document[], name: string): VirtualMachine | undefined {
  return documents.find((document) => document.name === name)?.specification as VirtualMachine | undefined;
}

function usually(name: string, base: VirtualMachine): VirtualMachine {
  const { size, root, efs = base.mount_efs } = usual[name] ?? { size: base.size };
  const disks = root === undefined ? base.disks : { ...base.disks, root: { ...base.disks.root, volume_size: root } };
  return { ...base, size, disks, mount_efs: efs, authorized_to_efs: efs || base.authorized_to_efs };
}
