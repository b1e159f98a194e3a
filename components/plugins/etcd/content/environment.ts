import type { TaskContext } from "@lambdastack/core/role";
import type { EtcdConfig } from "../config.ts";
import { clientUrl, ensembleEnvironment } from "../ensemble.ts";

/** Name of the one dump of an ensemble. */
export const SNAPSHOT = "snapshot.db";

/** What the scripts around a backup are told. */
export function contentEnvironment({ config, machine, cluster }: TaskContext<EtcdConfig>) {
  const members = cluster.roles.etcd ?? [];
  const before = members.slice(
    0,
    members.findIndex(({ name }) => name === machine.name),
  );
  return {
    ...ensembleEnvironment(machine, members, config),
    /** Where to ask the members that stand before this one. */
    EARLIER: before.map((one) => clientUrl(one, config)).join(" "),
  };
}
