import { etcdTools, place } from "./etcd-tools.ts";

/** Masters have the same content: the first one that is ready gives it. */
export const anotherGives = `for master in $EARLIER; do
  ! kubectl --request-timeout=5s --server "$master" get --raw /readyz >/dev/null 2>&1 || exit 0
done
exit 1
`;

/** Writes etcd's content as it was at one moment, with etcd's own hash behind it. etcdctl writes to no pipe. */
export const writeSnapshot = `set -eu
umask 077
${place}${etcdTools}
tools="$DATA/lambdastack-backup"
rm -rf "$tools"
mkdir "$tools"
trap 'rm -rf "$tools"' EXIT
bring_tools "$tools"
ask endpoint health >&2
ask snapshot save "$tools/snapshot" >&2
cat "$tools/snapshot"
`;

/**
 * The authorities of the cluster, the keys of service accounts, and the key by which secrets are encrypted in etcd: what every
 * master has alike. What belongs to one machine is made of that by kubeadm.
 */
export const writeAuthority = `set -eu
cd /
set -- etc/kubernetes/pki/ca.crt etc/kubernetes/pki/ca.key etc/kubernetes/pki/sa.key etc/kubernetes/pki/sa.pub \\
  etc/kubernetes/pki/front-proxy-ca.crt etc/kubernetes/pki/front-proxy-ca.key etc/kubernetes/pki/etcd/ca.crt etc/kubernetes/pki/etcd/ca.key
[ ! -e "$ENCRYPTION" ] || set -- "$@" "\${ENCRYPTION#/}"
tar -cz "$@"
`;

/**
 * A cluster writes all the time: what holds anything of its users is as new as etcd's log. Nothing where it holds only what a
 * cluster is made with. While a restore is under way, what it replaces counts.
 */
export const newestWrite = `${place}
member="$DATA/member"
[ ! -d "$DATA/member.replaced" ] || member="$DATA/member.replaced"
[ -d "$member/wal" ] || exit 0
of_users() {
  kubectl --request-timeout=20s --server "$SERVER" get namespaces -o name || return 1
  kubectl --request-timeout=20s --server "$SERVER" -n default get -o name \\
    configmaps,secrets,services,pods,persistentvolumeclaims,deployments.apps,statefulsets.apps,daemonsets.apps,jobs.batch,cronjobs.batch
}
if found=$(of_users 2>/dev/null); then
  printf '%s\\n' "$found" | grep -Evx '|namespace/(default|kube-(flannel|node-lease|public|system))|configmap/kube-root-ca.crt|service/kubernetes' |
    grep -q . || exit 0
fi
find "$member/wal" -name '*.wal' -printf '%T@\\n' | sort -n | tail -n 1 | cut -d . -f 1
`;
