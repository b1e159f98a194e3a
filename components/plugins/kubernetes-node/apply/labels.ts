/** Scripts around kubectl with the kubelet's own account, which sees and labels its own node only. */
const kubelet = `export KUBECONFIG=/etc/kubernetes/kubelet.conf
`;

/** Succeeds where the node has every label of $LABELS. */
export const labelsAreSet = `${kubelet}found=$(kubectl --request-timeout=10s get node "$NODE" -o 'jsonpath={.metadata.labels}') || exit 1
for label in $LABELS; do
  case $found in *"\\"\${label%%=*}\\":\\"\${label#*=}\\""*) ;; *) exit 1 ;; esac
done
`;

export const setLabels = `${kubelet}kubectl label --overwrite node "$NODE" $LABELS >&2
`;
