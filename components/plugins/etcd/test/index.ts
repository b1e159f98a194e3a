import { defineTask } from "@lambdastack/core/role";
import type { EtcdConfig } from "../config.ts";
import { clientUrl, ensembleEnvironment } from "../ensemble.ts";
import { countVoters, roundTrip } from "../scripts.ts";

export default defineTask<EtcdConfig>(({ config, machine, cluster, resource }) => {
  const members = cluster.roles.etcd ?? [];
  const environment = ensembleEnvironment(machine, members, config);
  return [
    resource.check({
      name: "etcd package is installed",
      run: `dpkg-query -W -f '\${Status}' etcd-server`,
      contains: "install ok installed",
    }),
    resource.check({ name: "etcd service is active", run: "systemctl is-active etcd", contains: "active" }),
    resource.port({ port: config.client_port, address: machine.address }),
    resource.http({
      name: "etcd is healthy",
      url: `${clientUrl(machine, config)}/health`,
      contains: '"health":"true"',
    }),
    resource.check({
      name: "etcd has a vote per machine",
      environment,
      run: countVoters,
      contains: `${members.length} vote`,
    }),
    resource.check({ name: "etcd keeps what is written", environment, run: roundTrip, contains: "42" }),
  ];
});
