/**
 * By the kubeadm that has just come, to its own version; without one, kubeadm would ask the internet. Done again, it changes
 * nothing further. See the page "Upgrading kubeadm clusters" of Kubernetes.
 */
export const upgradeCluster = `set -eu
version=$(kubeadm version -o short)
kubeadm upgrade plan "$version" >&2
kubeadm upgrade apply "$version" --yes >&2
`;

/** To the version that the first master upgraded the cluster to. */
export const upgradeMaster = `kubeadm upgrade node >&2
`;
