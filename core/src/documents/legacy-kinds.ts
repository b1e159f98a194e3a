/** Roles of the products that came before, whose configuration loads unvalidated until such a role exists. */
export const legacyRoles = [
  ..."applications backup elasticsearch-curator filebeat firewall grafana haproxy haproxy-exporter helm helm-charts".split(
    " ",
  ),
  ..."ignite image-registry jmx-exporter kafka kafka-exporter keycloak kibana kubernetes-master kubernetes-node".split(
    " ",
  ),
  ..."logging logstash node-exporter opendistro-for-elasticsearch opensearch opensearch-dashboards".split(" "),
  ..."postgres-exporter postgresql prometheus rabbitmq recovery repository rook vault zookeeper".split(" "),
] as const;

const cloudResources = [
  ..."availability-set cloud-init-custom-data cloud-os-image-defaults default-security-group efs-storage".split(" "),
  ..."internet-gateway launch-configuration network-interface network-interface-security-group-association".split(" "),
  ..."network-security-group public-ip public-key resource-group route-table route-table-association".split(" "),
  ..."security-group security-group-rule storage-share subnet subnet-network-security-group-association".split(" "),
  ..."virtual-machine vnet vpc".split(" "),
] as const;

/** Kinds of the old products that load with a warning while nothing here describes them. */
export const legacyKinds: ReadonlySet<string> = new Set([
  ...legacyRoles.map((role) => `configuration/${role}`),
  "configuration/minimal-cluster-config",
  ...cloudResources.map((resource) => `infrastructure/${resource}`),
  "infrastructure/machine",
]);

/** Providers of the old products, and their other names. */
export const legacyProviders = [
  { name: "any" },
  { name: "aws" },
  { name: "azure" },
  { name: "google", aliases: ["gcp"] },
] as const satisfies { name: string; aliases?: string[] }[];

/** Kinds of Epiphany are those of LambdaStack under another first word. */
export function currentKind(kind: string): string {
  return kind.startsWith("epiphany-") ? kind.replace("epiphany-", "lambdastack-") : kind;
}
