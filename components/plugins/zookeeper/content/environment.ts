import type { TaskContext } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";

/** Name of the one dump of an ensemble. */
export const CONTENT = "content.tar.gz";

/** What the scripts around a backup are told. */
export function contentEnvironment({ config, machine, cluster }: TaskContext<ZookeeperConfig>) {
  const members = cluster.roles.zookeeper ?? [];
  const before = members.slice(
    0,
    members.findIndex(({ name }) => name === machine.name),
  );
  return {
    ...ensembleEnvironment(machine, members, config),
    /** Members that stand before this one. */
    EARLIER: before.map(({ address }) => address).join(" "),
    DATA: config.data_directory,
  };
}
