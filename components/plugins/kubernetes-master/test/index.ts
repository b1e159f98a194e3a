import { defineTask } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import { kubeletHasVersion } from "../../kubernetes-common/kubelet.ts";
import { isInUse } from "../../kubernetes-common/upgrade-kubelet.ts";
import type { MasterConfig } from "../config.ts";
import { endpointOn } from "../settings.ts";
import { apiHasVersion, countReady, roundTrip } from "./scripts.ts";

export default defineTask<MasterConfig>((context) => {
  const { cluster, consumed, machine, resource } = context;
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
      name: "kubernetes API of this master runs in the version of kubeadm",
      environment,
      run: apiHasVersion,
    }),
    resource.check({ name: "kubelet runs in the version of its package", environment, run: kubeletHasVersion }),
    isInUse(context),
    resource.check({ name: "kubernetes has its masters", environment, run: countReady, contains: `${length} ready` }),
    resource.check({ name: "kubernetes keeps what is written", environment, run: roundTrip, contains: "forty-two" }),
  ];
});
