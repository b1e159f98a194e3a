import { apiVersion } from "../../kubernetes-common/api-version.ts";

/** kubeadm makes and upgrades the API server in its own version. */
export const apiHasVersion = `${apiVersion}found=$(api_version "$SERVER")
[ "$found" = "$(kubeadm version -o short)" ] || { echo "it runs as \${found:-nothing}, and kubeadm is $(kubeadm version -o short)" >&2; exit 1; }
`;

/** How many of the masters are ready. */
export const countReady = `nodes=$(kubectl get nodes --no-headers) || exit 1
ready=0
for node in $MASTERS; do
  ! printf '%s\\n' "$nodes" | awk -v name="$node" '$1 == name && $2 ~ /^Ready/ { found = 1 } END { exit !found }' || ready=$((ready + 1))
done
echo "$ready ready"
`;

/** Written, read back and removed again under a name that nobody else uses. */
export const roundTrip = `set -e
name="lambdastack-test-$NODE"
kubectl -n default delete configmap "$name" --ignore-not-found >/dev/null
kubectl -n default create configmap "$name" --from-literal=word=forty-two >/dev/null
kubectl -n default get configmap "$name" -o 'jsonpath={.data.word}'
kubectl -n default delete configmap "$name" >/dev/null
`;
