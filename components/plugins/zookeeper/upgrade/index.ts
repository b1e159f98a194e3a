import { defineTask } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";
import { mode } from "../scripts.ts";

/** Followers come before their leader, so that it changes once. */
export default defineTask<ZookeeperConfig>(({ config, machine, cluster, resource }) => {
  const environment = ensembleEnvironment(machine, cluster.roles.zookeeper ?? [], config);
  return [resource.check({ name: "zookeeper leads", environment, run: mode, contains: "Mode: leader", within: 1 })];
});
