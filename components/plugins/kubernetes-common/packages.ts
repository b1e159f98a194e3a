import type { Resource, ResourceBuilders } from "@lambdastack/core/role";

/** The programs of Kubernetes, in one version. What runs in another one is upgraded step by step, see `upgrade`. */
export const kubernetesPackages = ({ resource }: { resource: ResourceBuilders }, version: string): Resource[] =>
  ["kubeadm", "kubectl", "kubelet"].map((name) => resource.package({ name, version: `${version}-*` }));
