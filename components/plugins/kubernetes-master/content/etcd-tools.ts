/** Where kubeadm has the data of etcd. */
export const place = `DATA=/var/lib/etcd
MANIFESTS=/etc/kubernetes/manifests
STOPPED=/etc/kubernetes/manifests.stopped
PLACE=/etc/kubernetes/lambdastack/restore
`;

/**
 * `bring_tools DIRECTORY` copies etcdctl and etcdutl out of the image that etcd runs from, since a master has no others of its
 * version; they are programs that need nothing else. `ask` is etcdctl with what it needs to be let in.
 */
export const etcdTools = `bring_tools() {
  manifest=$MANIFESTS/etcd.yaml
  [ -e "$manifest" ] || manifest=$STOPPED/etcd.yaml
  image=$(sed -n 's/^[ -]*image: *"\\{0,1\\}\\([^"]*\\)"\\{0,1\\}$/\\1/p' "$manifest" | head -n 1)
  [ -n "$image" ] || { echo "there is no etcd of kubeadm on this machine" >&2; exit 1; }
  mounted=$(mktemp -d)
  ctr -n k8s.io images mount "$image" "$mounted" >/dev/null
  for tool in etcdctl etcdutl; do
    [ ! -e "$mounted/usr/local/bin/$tool" ] || cp "$mounted/usr/local/bin/$tool" "$1/$tool"
  done
  ctr -n k8s.io images unmount --rm "$mounted" >/dev/null
  rmdir "$mounted"
}
ask() {
  ETCDCTL_API=3 "$tools/etcdctl" --endpoints=https://127.0.0.1:2379 --dial-timeout=3s --cacert=/etc/kubernetes/pki/etcd/ca.crt \\
    --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key "$@"
}
`;
