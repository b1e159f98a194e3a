import type { Cluster } from "./cluster.ts";

export interface Call {
  machine: string;
  /** Seconds since 1970. */
  at: number;
  /** As typed, such as `kubeadm upgrade node`. */
  words: string;
  /** Version of the program. */
  version: string;
}

/** What the stand-ins of Kubernetes' programs were called with on machines, in the order of the calls. */
export function kubernetesCalls(cluster: Cluster, machines: readonly string[]): Call[] {
  return machines
    .flatMap((machine) =>
      cluster
        .on(machine, "cat /var/log/kubernetes-stand-in.log")
        .split("\n")
        .map((line) => {
          const [, at = "", words = "", version = ""] = /^(\S+) (.*) \[(.*)\]$/.exec(line) ?? [];
          return { machine, at: Number(at), words, version };
        }),
    )
    .sort((one, other) => one.at - other.at);
}

/** etcdctl of a master, let in as the API server is. */
export const masterEtcdctl = `ETCDCTL_API=3 ETCDCTL_CACERT=/etc/kubernetes/pki/etcd/ca.crt ETCDCTL_CERT=/etc/kubernetes/pki/etcd/healthcheck-client.crt \\
ETCDCTL_KEY=/etc/kubernetes/pki/etcd/healthcheck-client.key etcdctl --endpoints=https://127.0.0.1:2379`;
