import type { Cluster, Machine, TaskContext } from "@lambdastack/core/role";
import type { CommonConfig } from "./config.ts";

type Context = Pick<TaskContext<CommonConfig>, "cluster" | "config" | "shared">;

export const mastersOf = ({ roles }: Pick<Cluster, "roles">): readonly Machine[] => roles["kubernetes-master"] ?? [];

/** Whether machines reach the masters through a load balancer of their own. */
export function isBalanced({ cluster, shared }: Pick<Context, "cluster" | "shared">): boolean {
  return shared.use_ha_control_plane === true || mastersOf(cluster).length > 1;
}

/** Where a machine finds the control plane: at its own load balancer, or at the one master. */
export function endpointOf({ cluster, config, shared }: Context): { address: string; port: number } {
  if (isBalanced({ cluster, shared })) return { address: "127.0.0.1", port: config.balancer_port };
  return { address: mastersOf(cluster)[0]?.address ?? "127.0.0.1", port: config.api_port };
}
