import { defineTask } from "@lambdastack/core/role";
import type { EtcdConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";
import { hasLeft, holdsNothing, leave, othersAreHealthy } from "../scripts.ts";

/** A member leaves while those that stay are healthy; the last one may go when it holds nothing. */
export default defineTask<EtcdConfig>(({ config, machine, cluster, leaving = [], resource }) => {
  const staying = (cluster.roles.etcd ?? []).filter(({ name }) => !leaving.some((one) => one.name === name));
  const environment = ensembleEnvironment(machine, staying, config);
  if (staying.length === 0)
    return [resource.check({ name: "asking etcd what it holds", environment, run: holdsNothing, within: 1 })];
  return [
    resource.check({ name: "asking the etcd members that stay", environment, run: othersAreHealthy, within: 1 }),
    resource.command({ name: "etcd leaves its ensemble", environment, unless: hasLeft, independent: true, run: leave }),
  ];
});
