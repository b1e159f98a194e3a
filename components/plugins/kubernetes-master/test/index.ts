import { defineTask } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import type { MasterConfig } from "../config.ts";
import { endpointOn } from "../settings.ts";
import { countReady, hasVersion, roundTrip } from "./scripts.ts";

export default defineTask<MasterConfig>(({ cluster, config, consumed, machine, resource }) => {
  const { apiPort } = endpointOn(machine, consumed);
  const environment = {
    KUBECONFIG: "/etc/kubernetes/admin.conf",
    NODE: machine.name,
    SERVER: `https://${machine.address}:${apiPort}`,
    MASTERS: mastersOf(cluster)
      .map(({ name }) => name)
      .join(" "),
  };
  const { length } = mastersOf(cluster);
  return [
    resource.check({ name: "kubelet service is active", run: "systemctl is-active kubelet", contains: "active" }),
    resource.port({ port: apiPort, address: machine.address }),
    resource.check({
      name: "kubernetes API of this master is ready",
      environment,
      run: 'kubectl --server "$SERVER" get --raw /readyz',
      contains: "ok",
    }),
    resource.check({
      name: "kubernetes API is ready at the endpoint of the cluster",
      environment,
      run: "kubectl get --raw /readyz",
      contains: "ok",
    }),
    resource.check({
      name: "kubernetes runs in its version",
      environment,
      run: hasVersion,
      contains: `v${config.version}`,
    }),
    resource.check({ name: "kubernetes has its masters", environment, run: countReady, contains: `${length} ready` }),
    resource.check({ name: "kubernetes keeps what is written", environment, run: roundTrip, contains: "forty-two" }),
  ];
});
