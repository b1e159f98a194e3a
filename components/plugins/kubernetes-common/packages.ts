import type { Resource, ResourceBuilders } from "@lambdastack/core/role";

/**
 * The programs of Kubernetes, in one version. `apply` does not change the version of what runs: masters and nodes are
 * upgraded step by step, which is another task.
 */
export function kubernetesPackages({ resource }: { resource: ResourceBuilders }, version: string): Resource[] {
  return [
    resource.command({
      name: "kubernetes is not upgraded by apply",
      environment: { WANTED: version },
      unless: isWantedVersion,
      run: refuseVersion,
    }),
    ...["kubeadm", "kubectl", "kubelet"].map((name) => resource.package({ name, version: `${version}-*` })),
  ];
}

const isWantedVersion = `[ ! -e /etc/kubernetes/kubelet.conf ] || [ "$(kubelet --version)" = "Kubernetes v$WANTED" ]`;

const refuseVersion = `echo "$(kubelet --version) runs here, and apply does not change its version to $WANTED; put the version that runs into the document" >&2
exit 1
`;
