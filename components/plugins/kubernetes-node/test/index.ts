import { defineTask } from "@lambdastack/core/role";
import type { NodeConfig } from "../config.ts";

export default defineTask<NodeConfig>(({ config, machine, resource }) => {
  const environment = { KUBECONFIG: "/etc/kubernetes/kubelet.conf", NODE: machine.name };
  return [
    resource.check({ name: "kubelet service is active", run: "systemctl is-active kubelet", contains: "active" }),
    resource.check({
      name: "kubernetes node is ready",
      environment,
      run: `kubectl get node "$NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'`,
      contains: "True",
    }),
    resource.check({
      name: "kubernetes node runs in its version",
      environment,
      run: `kubectl get node "$NODE" -o 'jsonpath={.status.nodeInfo.kubeletVersion}'`,
      contains: `v${config.version}`,
    }),
  ];
});
