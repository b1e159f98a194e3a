import type { Machine, TaskContext } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "./config.ts";

/** Nodes are named by address, so that they find each other without a name service. */
export const nodeName = ({ address }: Machine): string => `rabbit@${address}`;

/** Every machine that is a node of the same cluster, this one among them. */
export function membersOf({
  config,
  machine,
  cluster,
}: Pick<TaskContext<RabbitmqConfig>, "config" | "machine" | "cluster">) {
  return config.cluster.is_clustered ? (cluster.roles.rabbitmq ?? []) : [machine];
}

/** What the scripts of `scripts.ts` are told. */
export function clusterEnvironment(machine: Machine, members: readonly Machine[]) {
  const others = members.filter(({ name }) => name !== machine.name);
  return {
    NODE: nodeName(machine),
    OTHERS: others.map(nodeName).join(" "),
    MEMBERS: members.map(nodeName).join(" "),
  };
}

/** Where the machine itself reaches the port without TLS. */
export const plainAddress = ({ config, machine }: Pick<TaskContext<RabbitmqConfig>, "config" | "machine">): string =>
  config.tls.only ? "127.0.0.1" : machine.address;

/** The password of the account that may do everything. */
export function adminPassword({ config, secret }: TaskContext<RabbitmqConfig>) {
  return config.admin_password ?? secret("rabbitmq-admin-password");
}
