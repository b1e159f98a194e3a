import { defineTask } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";
import { dataLost } from "../errors.ts";
import { holdsNothing, othersServe } from "../scripts.ts";

/** Members may go while everything that a majority agreed on is also on one that stays; the last when it holds nothing. */
export default defineTask<ZookeeperConfig>(({ config, machine, cluster, leaving = [], resource }) => {
  const members = cluster.roles.zookeeper ?? [];
  const staying = members.filter(({ name }) => !leaving.some((one) => one.name === name));
  const environment = ensembleEnvironment(machine, staying, config);
  if (staying.length === 0)
    return [resource.check({ name: "asking zookeeper what it holds", environment, run: holdsNothing, within: 1 })];
  const majority = Math.floor(members.length / 2) + 1;
  if (staying.length + majority <= members.length) throw dataLost(staying.length, members.length);
  return [resource.check({ name: "asking the zookeeper members that stay", environment, run: othersServe, within: 1 })];
});
