import { connects } from "@lambdastack/core/role";
import { drainedMark, folder } from "./membership.ts";

/**
 * Sets `KUBECONFIG` to a file by which kubectl asks the first master that answers, with the rights of the drain token. The
 * file is gone when the script ends; the token stands in no argument list.
 */
export const asDrainer = `${connects}
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KUBECONFIG="$work/kubeconfig"
cp /etc/kubernetes/pki/ca.crt "$work/ca.crt"
answering=
for master in $MASTERS; do
  if connects "\${master%:*}" "\${master##*:}"; then answering=$master; break; fi
done
[ -n "$answering" ] || { echo "no master answers: $MASTERS" >&2; exit 1; }
cat >"$KUBECONFIG" <<END
apiVersion: v1
kind: Config
current-context: drain
contexts: [{name: drain, context: {cluster: cluster, user: drain}}]
clusters: [{name: cluster, cluster: {server: "https://$answering", certificate-authority: $work/ca.crt}}]
users: [{name: drain, user: {token: "$TOKEN_ID.$TOKEN_SECRET"}}]
END
known() { [ -n "$(kubectl get node "$NODE" --ignore-not-found -o name)" ]; }
`;

/** Moves pods elsewhere, as long as budgets for disruptions allow it. */
export const drain = `kubectl drain "$NODE" --ignore-daemonsets --delete-emptydir-data --timeout=10m >&2
`;

/** Each API server is ready only while its etcd has a quorum. */
export const othersAreReady = `export KUBECONFIG=/etc/kubernetes/admin.conf
for master in $MASTERS; do
  kubectl --request-timeout=5s --server "https://$master" get --raw /readyz >/dev/null 2>&1 ||
    { echo "the master at $master, which stays, is not ready; without it etcd may lose its quorum" >&2; exit 1; }
done
`;

/** Succeeds where kubeadm took the machine out. */
export const hasLeft = "[ ! -e /etc/kubernetes/kubelet.conf ]";

/**
 * Moves pods elsewhere, takes back what kubeadm did (with it a master's member of etcd), and lets the cluster forget the
 * machine. Each step is done again, or found done, by a run after one that died.
 */
export const leave = `set -eu
${asDrainer}
if known; then
${drain}fi
kubeadm reset --force >&2
if known; then kubectl delete node "$NODE" >&2; fi
rm -f ${folder}/joined ${folder}/begun ${drainedMark}
`;
