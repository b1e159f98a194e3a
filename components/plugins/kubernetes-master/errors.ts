import { StackError } from "@lambdastack/core/role";

export function versionTooOld(version: string): StackError {
  return new StackError(
    "kubernetes-version-too-old",
    `configuration/kubernetes-master has the version ${version}, which pkgs.k8s.io has no packages of.`,
    { ending: "invalid", hint: "Kubernetes 1.24 is the first one that it has; the default comes with the role." },
  );
}

export function otherPort(written: unknown, port: number): StackError {
  return new StackError(
    "kubernetes-other-port",
    `configuration/kubernetes-master has the secure-port ${written}, and machines look for API servers on port ${port}.`,
    { ending: "invalid", hint: `Set api_port of configuration/kubernetes-common to ${written}.` },
  );
}

export function ownArgument(program: string, name: string, field: string): StackError {
  return new StackError(
    "kubernetes-own-argument",
    `configuration/kubernetes-master sets the argument ${name} of the ${program}, which is written by LambdaStack.`,
    { ending: "invalid", hint: `Use ${field}.` },
  );
}

export function networkMissing(plugin: string): StackError {
  return new StackError(
    "kubernetes-network-missing",
    `configuration/kubernetes-master has the network plugin ${plugin}, whose manifests do not come with the role.`,
    { ending: "invalid", hint: "Put them into advanced.networking.manifest, or take flannel." },
  );
}

export function validityUnsupported(version: string, days: number): StackError {
  return new StackError(
    "kubernetes-validity-unsupported",
    `configuration/kubernetes-master wants certificates for ${days} days, and kubeadm ${version} makes them for 365 only.`,
    { ending: "invalid", hint: "Leave expiration_days out, or take Kubernetes 1.31 or newer." },
  );
}

export function quorumLost(leaving: number, all: number): StackError {
  return new StackError(
    "kubernetes-quorum-lost",
    `${leaving} of ${all} masters would go at once, and etcd on those that stay would have no quorum.`,
    { ending: "refused", hint: "Let fewer go at a time: apply with a count in between, then once more." },
  );
}

export function lastMaster(): StackError {
  return new StackError(
    "kubernetes-last-master",
    "The last master would go, and with it everything that the Kubernetes cluster knows.",
    { ending: "refused", hint: "Destroy the whole cluster, or let the machine go with --accept-loss." },
  );
}
