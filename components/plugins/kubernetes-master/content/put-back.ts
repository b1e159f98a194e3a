import { connects } from "@lambdastack/core/role";
import { etcdTools, place } from "./etcd-tools.ts";

/** Lays the keys beside those that are used. */
export const readAuthority = `set -eu
umask 077
${place}
rm -rf "$PLACE"
mkdir "$PLACE"
tar -xz -C "$PLACE" --no-same-owner
if [ -e "$PLACE$ENCRYPTION" ] && [ ! -e "$ENCRYPTION" ]; then
  rm -rf "$PLACE"
  echo "secrets in the backup are encrypted, and here they would not be; set advanced.etcd_args.encrypted and make the cluster anew" >&2
  exit 1
fi
`;

/**
 * Makes a member of a new ensemble from the snapshot, beside the present one; a snapshot that is not whole is refused. Where
 * etcd can, revisions go on well beyond those that programs which watch have seen.
 */
export const readSnapshot = `set -eu
umask 077
${place}${etcdTools}
tools="$PLACE/tools"
rm -rf "$tools" "$DATA/lambdastack-restore"
mkdir -p "$tools" "$DATA/lambdastack-restore"
cat >"$PLACE/snapshot"
bring_tools "$tools"
token=restored-$(sha256sum <"$PLACE/snapshot" | cut -c 1-16)
restore="$tools/etcdctl" bump=
[ ! -e "$tools/etcdutl" ] || restore="$tools/etcdutl"
! "$restore" snapshot restore --help 2>&1 | grep -q bump-revision || bump="--bump-revision 1000000000 --mark-compacted"
ETCDCTL_API=3 "$restore" snapshot restore "$PLACE/snapshot" --data-dir "$DATA/lambdastack-restore/data" --name "$NAME" $bump \\
  --initial-advertise-peer-urls "$PEER_URL" --initial-cluster "$FIRST_CLUSTER" --initial-cluster-token "$token" >&2
rm -rf "$PLACE/snapshot" "$tools"
`;

/** The kubelet ends the pods whose manifests are gone. */
export const stopPlane = `set -eu
${connects}${place}
mkdir -p "$STOPPED"
systemctl start kubelet
for manifest in "$MANIFESTS"/*.yaml; do [ ! -e "$manifest" ] || mv "$manifest" "$STOPPED/"; done
tries=0
while connects "$ADDRESS" 2379 || connects "$ADDRESS" 2380 || connects "$ADDRESS" "$API_PORT"; do
  tries=$((tries + 1))
  [ "$tries" -lt 150 ] || { echo "etcd or the API server still runs" >&2; exit 1; }
  sleep 2
done
`;

/**
 * What is replaced stays until the new ensemble answers. Secrets that another key encrypts are read by it and written as they
 * are, until they are encrypted by the key of this cluster.
 */
export const beginAnew = `set -eu
umask 077
${place}
if [ -d "$DATA/member" ] && [ ! -d "$DATA/member.replaced" ]; then mv "$DATA/member" "$DATA/member.replaced"; fi
rm -rf "$DATA/member"
mv "$DATA/lambdastack-restore/data/member" "$DATA/member"
rm -rf "$DATA/lambdastack-restore"
install -m 0600 "$PLACE/etc/kubernetes/pki/sa.key" /etc/kubernetes/pki/sa.key
install -m 0644 "$PLACE/etc/kubernetes/pki/sa.pub" /etc/kubernetes/pki/sa.pub
before="$PLACE$ENCRYPTION" wanted="$ENCRYPTION.wanted"
if [ -e "$before" ] && ! cmp -s "$before" "$([ -e "$wanted" ] && echo "$wanted" || echo "$ENCRYPTION")"; then
  [ -e "$wanted" ] || cp -p "$ENCRYPTION" "$wanted"
  sed -e '/- identity:/d' -e 's/^\\( *\\)providers:.*/&\\n\\1  - identity: {}/' "$before" >"$ENCRYPTION.new"
  mv "$ENCRYPTION.new" "$ENCRYPTION"
elif [ -e "$wanted" ]; then
  mv "$wanted" "$ENCRYPTION"
fi
mv "$STOPPED/etcd.yaml" "$MANIFESTS/etcd.yaml"
`;

const awaitApi = `await_api() {
  tries=0
  until kubectl --request-timeout=5s --server "$SERVER" get --raw /readyz >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { kubectl --server "$SERVER" get --raw '/readyz?verbose' >&2; exit 1; }
    sleep 2
  done
}
`;

/** Members come at the same time. An API server that finds no etcd would be tried again ever more seldom. */
export const answersAnew = `set -eu
${connects}${place}${awaitApi}
tries=0
until connects "$ADDRESS" 2379; do
  tries=$((tries + 1))
  [ "$tries" -lt 150 ] || { echo "etcd does not answer" >&2; exit 1; }
  sleep 2
done
for manifest in "$STOPPED"/*.yaml; do [ ! -e "$manifest" ] || mv "$manifest" "$MANIFESTS/"; done
await_api
rm -rf "$DATA/member.replaced" "$STOPPED" "$PLACE"
`;

const rewrite = `kubectl --server "$SERVER" get secrets --all-namespaces -o json | kubectl --server "$SERVER" replace -f - >&2
`;

/** Tokens by which machines join and leave are those of this cluster again, and so is what they are told of its authority. */
export const takeOver = `set -eu
[ "$FIRST" = yes ] || exit 0
[ ! -e "$ENCRYPTION.wanted" ] || ${rewrite}
kubeadm init phase bootstrap-token --config "$CONFIGURATION" >&2
`;

/** The API server reads its keys when it starts. */
export const useOwnKey = `set -eu
${connects}${place}${awaitApi}
[ -e "$ENCRYPTION.wanted" ] || [ -d "$STOPPED" ] || exit 0
[ ! -e "$ENCRYPTION.wanted" ] || mv "$ENCRYPTION.wanted" "$ENCRYPTION"
mkdir -p "$STOPPED"
[ ! -e "$MANIFESTS/kube-apiserver.yaml" ] || mv "$MANIFESTS/kube-apiserver.yaml" "$STOPPED/"
tries=0
while connects "$ADDRESS" "$API_PORT"; do
  tries=$((tries + 1))
  [ "$tries" -lt 150 ] || { echo "the API server still runs" >&2; exit 1; }
  sleep 2
done
mv "$STOPPED/kube-apiserver.yaml" "$MANIFESTS/"
await_api
rmdir "$STOPPED"
`;

export const encryptAnew = `set -eu
[ "$FIRST" = yes ] && [ -e "$ENCRYPTION" ] || exit 0
${rewrite}`;
