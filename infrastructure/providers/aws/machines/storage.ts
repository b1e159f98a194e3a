import type { Manifest } from "@lambdastack/core";
import type { Placement } from "@lambdastack/infrastructure";
import { defaultOf } from "../default-of.ts";
import type { DrawnComponent } from "./drawn-component.ts";

interface SharedStorage {
  token?: string;
  encrypted: boolean;
  performance_mode: string;
  throughput_mode: string;
  provisioned_throughput_in_mibps?: number;
}

/** The variable `shared_storage`; undefined where no machine mounts the cluster's file system. */
export function storageVariables(
  manifest: Manifest,
  components: readonly DrawnComponent[],
  placement: Placement,
): Record<string, unknown> | undefined {
  if (!components.some(({ virtualMachine }) => virtualMachine.mount_efs)) return undefined;
  const authorized = components.filter(
    ({ virtualMachine: { authorized_to_efs, mount_efs } }) => authorized_to_efs || mount_efs,
  );
  const {
    token,
    provisioned_throughput_in_mibps: throughput,
    ...modes
  } = defaultOf<SharedStorage>(manifest, "efs-storage");
  const { prefix, name } = manifest.cluster.specification;
  return {
    token: token ?? [prefix, name, "storage"].filter(Boolean).join("-"),
    ...modes,
    provisioned_throughput: throughput ?? null,
    subnets: onePerZone(placement),
    components: authorized.map((component) => component.name),
  };
}

/** A file system has one mount target in a zone; subnets that name no zone may be in the same one. */
function onePerZone({ subnets }: Placement): string[] {
  const byZone = new Map(subnets.map((subnet) => [subnet.zone ?? "", subnet.key]).reverse() as [string, string][]);
  const unnamed = byZone.get("");
  const named = [...byZone].filter(([zone]) => zone !== "").map(([, key]) => key);
  return named.length > 0 || unnamed === undefined ? named.sort() : [unnamed];
}
