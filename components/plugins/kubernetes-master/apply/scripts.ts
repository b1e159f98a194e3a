import { connects } from "@lambdastack/core/role";

const admin = `export KUBECONFIG=/etc/kubernetes/admin.conf
`;

/**
 * Makes the cluster. While another master runs there is one, which this machine lost its part of: a second one would
 * divide it.
 */
export const initialise = `${connects}
for other in $OTHERS; do
  ! connects "\${other%:*}" "\${other##*:}" || {
    echo "the master at $other is part of a cluster that this machine, the first master, does not know; see the README of kubernetes-master" >&2
    rm -f "$BEGUN"
    exit 1
  }
done
kubeadm init --config "$CONFIGURATION" --skip-token-print --skip-certificate-key-print >&2
`;

/** Succeeds where the cluster was made for the endpoint by which machines reach it now. */
export const hasEndpoint = `[ "$(sed -n 's|^ *server: https://||p' /etc/kubernetes/admin.conf)" = "$ENDPOINT" ]`;

/** kubeadm has no way to change it: certificates, files and objects of every machine name it. */
export const refuseEndpoint = `echo "this cluster was made for $(sed -n 's|^ *server: https://||p' /etc/kubernetes/admin.conf), and not for $ENDPOINT; to grow beyond one master it has to be made with use_ha_control_plane of configuration/shared-config" >&2
exit 1
`;

/** As kubeadm(1) computes it: sha256 of the public key in DER. */
const hash = `hash() {
  openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der |
    openssl dgst -sha256 -r | sed 's/ .*//; s/^/sha256:/'
}
`;

export const authorityIsTold = `${hash}[ -s "$TOLD" ] && [ "$(cat "$TOLD")" = "$(hash)" ]`;

export const tellAuthority = `${hash}hash | tee "$TOLD"
`;

/** Succeeds where every machine that should be part of the cluster is ready in it, and while those that are not may join. */
export const areParts = `${admin}may_join() {
  [ -n "$(find "$ALLOWED_AT" -mmin -60 2>/dev/null)" ] && [ "$ALLOWED_AT" -nt "$KUBECONFIG" ]
}
are_parts() {
  nodes=$(kubectl --request-timeout=10s get nodes --no-headers) || return 1
  for node in $NODES; do
    printf '%s\\n' "$nodes" | awk -v name="$node" '$1 == name && $2 ~ /^Ready/ { found = 1 } END { exit !found }' || return 1
  done
}
may_join || are_parts`;

/** Token and certificates are valid for two hours from now, one more than is counted on; neither stands in an argument list. */
export const letJoin = `${admin}kubeadm init phase bootstrap-token --config "$CONFIGURATION" >&2 &&
kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print --config "$CONFIGURATION" >&2 &&
touch "$ALLOWED_AT"
`;

/** Whether the cluster has what a file of manifests says. Waits for an API server that has just been started. */
export const hasObjects = `${admin}kubectl diff -f "$MANIFESTS" >/dev/null`;

export const applyObjects = `${admin}tries=0
until kubectl apply -f "$MANIFESTS" >&2; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || exit 1
  sleep 2
done
`;

const taint = "node-role.kubernetes.io/control-plane";

const tainted = `${admin}tainted() {
  kubectl --request-timeout=10s get node "$NODE" -o 'jsonpath={.spec.taints[*].key}' | tr ' ' '\\n' | grep -Fxq ${taint}
}
`;

/** Succeeds where the master runs pods just as it should: $ALLOWED is yes or no. */
export const taintIsRight = `${tainted}if [ "$ALLOWED" = yes ]; then ! tainted; else tainted; fi`;

export const setTaint = `${admin}if [ "$ALLOWED" = yes ]; then
  kubectl taint node "$NODE" ${taint}- >&2
else
  kubectl taint --overwrite node "$NODE" ${taint}=:NoSchedule >&2
fi
`;

const remote = `remote() { sed "s|^\\( *server: \\).*|\\1https://$PLACE|" /etc/kubernetes/admin.conf; }
`;

/** Succeeds where the file is the administrator's with another address of the API. */
export const kubeconfigIsMade = `${remote}[ -e "$FILE" ] && [ "$(cat "$FILE")" = "$(remote)" ]`;

export const makeKubeconfig = `${remote}umask 077
remote >"$FILE.new" && mv "$FILE.new" "$FILE"
`;
