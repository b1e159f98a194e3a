import type { Resource, TaskContext, Value } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import { authorityHash, criSocket, drainToken, folder, joinToken } from "../../kubernetes-common/membership.ts";
import type { MasterConfig } from "../config.ts";
import { apiServerArguments, auditDirectory, endpointOn, imageRepository, isFirst, listed } from "../settings.ts";
import { takesLists } from "../versions.ts";
import { encryption, joinConfiguration, kubeadmConfiguration } from "./files.ts";

type Context = TaskContext<MasterConfig>;

/** What kubeadm and the API server read. Everything that holds a secret is root's alone. */
export function configuration(context: Context): Resource[] {
  const { config, resource, secret } = context;
  const audit = auditDirectory(config);
  return [
    resource.directory({ path: "/etc/kubernetes" }),
    resource.directory({ path: folder, mode: "0700" }),
    ...(audit === undefined ? [] : [resource.directory({ path: audit, mode: "0700" })]),
    ...(config.advanced.etcd_args.encrypted
      ? [
          resource.file({
            path: encryption,
            template: "encryption.yaml.hbs",
            data: { key: secret("kubernetes-encryption-key", { length: 42 }) },
            mode: "0600",
          }),
        ]
      : []),
    isFirst(context) ? forFirst(context) : forFurther(context),
  ];
}

function forFirst(context: Context): Resource {
  return context.resource.file({
    path: kubeadmConfiguration,
    template: "kubeadm.yaml.hbs",
    data: { ...machineData(context), ...clusterData(context), ...tokenData(context) },
    mode: "0600",
  });
}

function forFurther(context: Context): Resource {
  const { cluster, output, resource } = context;
  const [first] = mastersOf(cluster);
  return resource.file({
    path: joinConfiguration,
    template: "join.yaml.hbs",
    data: {
      ...machineData(context),
      ...tokenData(context),
      authorityHash: first ? output(first, authorityHash) : "",
    },
    mode: "0600",
  });
}

function machineData({ config, consumed, machine }: Context): { [key: string]: Value } {
  const { address, port, apiPort } = endpointOn(machine, consumed);
  return {
    api: takesLists(config.version) ? "v1beta4" : "v1beta3",
    lists: takesLists(config.version),
    name: machine.name,
    address: machine.address,
    apiPort,
    endpoint: `${address}:${port}`,
    criSocket,
    allowsPods: config.allow_pods_on_master,
  };
}

function tokenData({ secret }: Context): { [key: string]: Value } {
  return {
    joinId: joinToken.id,
    joinSecret: secret(joinToken.secret, joinToken.recipe),
    drainId: drainToken.id,
    drainSecret: secret(drainToken.secret, drainToken.recipe),
    certificateKey: secret("kubernetes-certificate-key", { length: 64, alphabet: "0123456789abcdef" }),
  };
}

function clusterData({ config }: Context): { [key: string]: Value } {
  const { advanced, cluster_name, version } = config;
  const encrypted = advanced.etcd_args.encrypted;
  const names = ["127.0.0.1", "localhost", advanced.kubeconfig.local.api_server.hostname];
  return {
    version,
    clusterName: cluster_name,
    networking: {
      dnsDomain: advanced.networking.dnsDomain,
      serviceSubnet: advanced.networking.serviceSubnet,
      podSubnet: advanced.networking.podSubnet,
    },
    imageRepository: imageRepository(config),
    validity: `${advanced.certificates.expiration_days * 24}h0m0s`,
    names: [...new Set(names)],
    apiServer: listed({
      ...apiServerArguments(config),
      ...(encrypted && { "encryption-provider-config": encryption }),
    }),
    controllerManager: listed(advanced.controller_manager_args),
    scheduler: listed(advanced.scheduler_args),
    encryption: encrypted ? encryption : "",
    audit: auditDirectory(config) ?? "",
  };
}
