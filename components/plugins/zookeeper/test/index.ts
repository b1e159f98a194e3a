import { defineTask } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";
import { mode, roundTrip } from "../scripts.ts";

export default defineTask<ZookeeperConfig>(({ config, machine, cluster, resource }) => {
  const environment = ensembleEnvironment(machine, cluster.roles.zookeeper ?? [], config);
  return [
    resource.check({
      name: "zookeeper package is installed",
      run: `dpkg-query -W -f '\${Status}' libzookeeper-java`,
      contains: "install ok installed",
    }),
    resource.check({ name: "zookeeper service is active", run: "systemctl is-active zookeeper", contains: "active" }),
    resource.port({ port: config.client_port, address: machine.address }),
    resource.check({ name: "zookeeper is part of its ensemble", environment, run: mode, contains: "Mode: " }),
    resource.check({ name: "zookeeper keeps what is written", environment, run: roundTrip, contains: "forty-two" }),
  ];
});
