import type { Cluster } from "./cluster.ts";

/**
 * Everything that says where a machine's packages and images come from: paths, kinds, rights, owners, times to the nanosecond,
 * targets and content. What packages that roles installed meanwhile brought themselves is not about sources.
 */
export const packageSources = (cluster: Cluster, machine: string): string =>
  cluster.on(
    machine,
    `cd /; for folder in etc/apt etc/containers etc/containerd usr/share/keyrings; do
       [ ! -d "$folder" ] || find "$folder" -printf '%p %y %m %U:%G %T@ %l\\n' | sort
       [ ! -d "$folder" ] || find "$folder" -type f -exec sha256sum {} + | sort -k 2
     done
     [ ! -e var/lib/lambdastack/repository ] || echo pointed`,
  );
