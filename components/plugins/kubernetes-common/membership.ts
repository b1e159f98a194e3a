/** Folder of what this product keeps on a machine of Kubernetes; `kubeadm reset` leaves it alone. */
export const folder = "/etc/kubernetes/lambdastack";

/** Is there while an upgrade keeps a machine free of pods, and nobody else does. */
export const drainedMark = `${folder}/drained`;

/** Socket by which the kubelet asks containerd. */
export const criSocket = "unix:///run/containerd/containerd.sock";

/** Alphabet of bootstrap tokens, see the page "Authenticating with Bootstrap Tokens" of Kubernetes. */
const tokenRecipe = { length: 16, alphabet: "abcdefghijklmnopqrstuvwxyz0123456789" };

/** By `lambda.<secret>` machines join: an apply makes it valid for two hours while one is missing. */
export const joinToken = { id: "lambda", secret: "kubernetes-join-token", recipe: tokenRecipe };

/** By `drains.<secret>` a machine that leaves drains itself and goes; it may do nothing else. */
export const drainToken = { id: "drains", secret: "kubernetes-drain-token", recipe: tokenRecipe };

/** Output of the first master: the hash by which machines that join recognise the cluster's authority. */
export const authorityHash = "kubernetes-authority-hash";

const marks = `BEGUN=${folder}/begun
JOINED=${folder}/joined
`;

/** Succeeds where kubeadm made this machine a part of the cluster. */
export const isPart = `${marks}[ -e "$JOINED" ]`;

/**
 * Becomes a part of the cluster by the commands given. What an attempt of ours left that ended early is taken back first;
 * of anybody else's cluster nothing is touched.
 */
export const becomePart = (commands: string): string => `set -eu
${marks}
if [ ! -e "$BEGUN" ] && [ -e /etc/kubernetes/kubelet.conf ]; then
  echo "this machine is part of a Kubernetes cluster already, which LambdaStack did not make it; take it out with: kubeadm reset" >&2
  exit 1
fi
[ ! -e "$BEGUN" ] || kubeadm reset --force >&2
: >"$BEGUN"
${commands}mv "$BEGUN" "$JOINED"
`;
