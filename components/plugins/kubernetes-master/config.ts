import type { SecretReference } from "@lambdastack/core/role";

/** Arguments of a program of the control plane, without their leading dashes. */
export type Arguments = Readonly<Record<string, string | number | boolean>>;

/** `configuration/kubernetes-master` after defaults. */
export interface MasterConfig {
  version: string;
  cluster_name: string;
  allow_pods_on_master: boolean;
  image_registry_secrets: readonly RegistrySecret[];
  advanced: {
    api_server_args: Arguments;
    controller_manager_args: Arguments;
    scheduler_args: Arguments;
    networking: Networking;
    imageRepository: string;
    certificates: { expiration_days: number };
    etcd_args: { encrypted: boolean };
    kubeconfig: { local: { api_server: { hostname: string; port: number } } };
  };
}

export interface Networking {
  dnsDomain: string;
  serviceSubnet: string;
  podSubnet: string;
  plugin: "flannel" | "calico" | "canal" | "none";
  /** Manifests of a network plugin that does not come with the role. */
  manifest?: string;
}

export interface RegistrySecret {
  name: string;
  namespace: string;
  server_url: string;
  username: string;
  password: SecretReference;
  email?: string;
}
