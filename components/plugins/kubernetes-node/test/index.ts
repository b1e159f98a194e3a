import { defineTask } from "@lambdastack/core/role";
import { kubeletHasVersion } from "../../kubernetes-common/kubelet.ts";
import { isInUse } from "../../kubernetes-common/upgrade-kubelet.ts";
import type { NodeConfig } from "../config.ts";

export default defineTask<NodeConfig>((context) => {
  const { machine, resource } = context;
  const environment = { KUBECONFIG: "/etc/kubernetes/kubelet.conf", NODE: machine.name };
  return [
    resource.check({ name: "kubelet service is active", run: "systemctl is-active kubelet", contains: "active" }),
    resource.check({
      name: "kubernetes node is ready",
      environment,
      run: `kubectl get node "$NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'`,
      contains: "True",
    }),
    resource.check({ name: "kubelet runs in the version of its package", environment, run: kubeletHasVersion }),
    isInUse(context),
  ];
});
