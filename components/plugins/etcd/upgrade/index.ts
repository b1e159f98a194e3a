import { defineTask } from "@lambdastack/core/role";
import type { EtcdConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";
import { isLeader } from "../scripts.ts";

/** Followers come before their leader, so that it changes once. */
export default defineTask<EtcdConfig>(({ config, machine, cluster, resource }) => {
  const environment = ensembleEnvironment(machine, cluster.roles.etcd ?? [], config);
  return [resource.check({ name: "etcd leads", environment, run: isLeader, within: 1 })];
});
