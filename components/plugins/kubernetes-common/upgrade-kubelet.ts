import type { Resource, TaskContext } from "@lambdastack/core/role";
import { apiVersion } from "./api-version.ts";
import { asDrainer, drain } from "./drain.ts";
import { mastersOf } from "./endpoint.ts";
import { drainedMark, drainToken } from "./membership.ts";

/**
 * What surrounds the packages of the kubelet on a machine: pods go elsewhere first, and the machine is used again once the
 * kubelet says that it is ready in its new version.
 */
export function kubeletUpgrade(
  { cluster, machine, resource, secret }: Pick<TaskContext, "cluster" | "machine" | "resource" | "secret">,
  { apiPort, afterAll }: { apiPort: number; afterAll: boolean },
): Resource[] {
  const environment = {
    NODE: machine.name,
    MARK: drainedMark,
    MASTERS: mastersOf(cluster)
      .map(({ address }) => `${address}:${apiPort}`)
      .join(" "),
    TOKEN_ID: drainToken.id,
    TOKEN_SECRET: secret(drainToken.secret, drainToken.recipe),
  };
  return [
    resource.step({ name: "kubernetes drains the machine", environment, run: leaveToOthers, afterAll, timeLimit: 900 }),
    resource.package({ name: "kubelet" }),
    resource.package({ name: "kubectl" }),
    resource.step({
      name: "kubelet runs in its new version",
      environment: { NODE: machine.name },
      run: restartKubelet,
      timeLimit: 700,
    }),
    resource.step({ name: "kubernetes uses the machine again", environment, run: useAgain, timeLimit: 300 }),
  ];
}

/** Upgrades that stopped halfway leave the mark. */
export const isInUse = ({ resource }: Pick<TaskContext, "resource">): Resource =>
  resource.check({
    name: "kubernetes uses the machine again after an upgrade",
    environment: { MARK: drainedMark },
    run: '[ ! -e "$MARK" ] || { echo "it is drained; run the upgrade again, or kubectl uncordon and remove $MARK" >&2; exit 1; }',
  });

/**
 * A kubelet must not be newer than any API server, see the page "Version Skew Policy" of Kubernetes. kubeadm, which is there
 * already, tells the version that the kubelet will have. A machine that somebody else keeps free of pods stays so.
 */
const leaveToOthers = `set -eu
${asDrainer}${apiVersion}
wanted=$(kubeadm version -o short)
for master in $MASTERS; do
  runs=$(api_version "https://$master")
  [ "$(printf '%s\\n' "$wanted" "$runs" | sort -V | head -n 1)" = "$wanted" ] || {
    echo "the API server at $master runs as \${runs:-nothing}; upgrade every master to $wanted before a kubelet" >&2
    exit 1
  }
done
[ -e "$MARK" ] || [ "$(kubectl get node "$NODE" -o 'jsonpath={.spec.unschedulable}')" = true ] || : >"$MARK"
${drain}`;

/** Within ten minutes: images may have to come first. */
export const restartKubelet = `set -eu
systemctl daemon-reload
systemctl restart kubelet
wanted=$(kubelet --version | sed 's/^Kubernetes //')
state() {
  kubectl --kubeconfig /etc/kubernetes/kubelet.conf --request-timeout=10s get node "$NODE" \\
    -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status} {.status.nodeInfo.kubeletVersion}' 2>&1 || :
}
tries=0
until [ "$(state)" = "True $wanted" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || { echo "the kubelet of $wanted is not ready: $(state)" >&2; exit 1; }
  sleep 2
done
`;

const useAgain = `set -eu
[ -e "$MARK" ] || exit 0
${asDrainer}
kubectl uncordon "$NODE" >&2
rm -f "$MARK"
`;
