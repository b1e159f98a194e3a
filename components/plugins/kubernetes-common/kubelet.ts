import type { Resource, TaskContext } from "@lambdastack/core/role";

/** Whether the machine in $NODE is ready, by the configuration of the kubelet's own account. */
const ready = `ready() {
  [ "$(kubectl --kubeconfig /etc/kubernetes/kubelet.conf --request-timeout=10s get node "$NODE" \\
    -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null)" = True ]
}
`;

const isReady = `${ready}ready`;

/** Waits until the machine is ready, ten minutes at most: images have to come first. */
const becomeReady = `${ready}
tries=0
until ready; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || { kubectl --kubeconfig /etc/kubernetes/kubelet.conf describe node "$NODE" | tail -n 30 >&2; exit 1; }
  sleep 2
done
`;

/** The kubelet, and the wait until this machine is ready: only then the next one is touched. */
export function kubelet(
  { machine, resource }: Pick<TaskContext, "machine" | "resource">,
  as: "master" | "node",
): Resource[] {
  return [
    resource.service({
      name: "kubelet",
      running: true,
      enabled: true,
      watches: ["/etc/systemd/system/kubelet.service.d/lambdastack.conf"],
    }),
    resource.command({
      name: `kubernetes ${as} is ready`,
      environment: { NODE: machine.name },
      unless: isReady,
      run: becomeReady,
      timeLimit: 700,
    }),
  ];
}

/** Whether the cluster knows the kubelet of the machine in $NODE in the version that is installed. */
export const kubeletHasVersion = `found=$(kubectl get node "$NODE" -o 'jsonpath={.status.nodeInfo.kubeletVersion}') || exit 1
[ "Kubernetes $found" = "$(kubelet --version)" ] || { echo "it runs as $found, and $(kubelet --version) is installed" >&2; exit 1; }
`;
