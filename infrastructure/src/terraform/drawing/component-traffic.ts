import type { WrittenRule } from "./traffic.ts";

type Opening = [name: string, ports: string, from: string | string[]];

const everything = "*";
const monitoring = "monitoring";
const kubernetes = ["self", "kubernetes_master", "kubernetes_node", "load_balancer", monitoring];
const search: Opening[] = [
  ["search", "9200", "cluster"],
  ["search_transport", "9300", "self"],
];

/** What the machines of a component must hear, by name: no network stands here. */
const openings: Readonly<Record<string, readonly Opening[]>> = {
  repository: [
    ["repository", "80", "cluster"],
    ["image_registry", "5000", "cluster"],
  ],
  kubernetes_master: [["kubernetes", everything, kubernetes]],
  kubernetes_node: [["kubernetes", everything, kubernetes]],
  single_machine: [
    ["repository", "80", "cluster"],
    ["machines", everything, "self"],
  ],
  logging: [...search, ["kibana", "5601", "cluster"]],
  opendistro_for_elasticsearch: search,
  opensearch: search,
  monitoring: [
    ["prometheus", "9090", "cluster"],
    ["grafana", "3000", "cluster"],
  ],
  kafka: [
    ["kafka_exporter", "9308", monitoring],
    ["jmx_exporter", "7071-7072", monitoring],
    ["zookeeper", "2888", "self"],
    ["zookeeper_election", "3888", "self"],
    ["zookeeper_client", "2181", "cluster"],
    ["kafka_client", "9092-9093", "cluster"],
    ["kafka_controller", "9094", "self"],
  ],
  postgresql: [
    ["postgres_exporter", "9187", monitoring],
    ["postgresql", "5432", "cluster"],
    ["pgbouncer", "6432", "cluster"],
  ],
  load_balancer: [
    ["haproxy_exporter", "9101", monitoring],
    ["http", "80", "cluster"],
    ["https", "443", "cluster"],
  ],
  rabbitmq: [
    ["rabbitmq", "5672", "cluster"],
    ["rabbitmq_clustering_1", "4369", "self"],
    ["rabbitmq_clustering_2", "25672", "self"],
    ["rabbitmq_metrics", "15692", monitoring],
  ],
  ignite: [["ignite", everything, "cluster"]],
};

/**
 * Rules of a component beyond those of its machine document; none for one that we do not know. A component of the
 * user's own is known by its machines: those named `kafka-machine` hear what kafka does.
 */
export function componentTraffic({ name, machine = "" }: { name: string; machine?: string }): WrittenRule[] {
  const names = [name, machine.replaceAll("-", "_"), machine.replace(/-machine$/, "").replaceAll("-", "_")];
  const known = names.find((one) => Object.hasOwn(openings, one));
  return (known === undefined ? [] : (openings[known] ?? [])).map(([rule, ports, from]) => ({
    name: rule,
    direction: "Inbound",
    protocol: ports === everything ? "all" : "Tcp",
    destination_port_range: ports,
    source_address_prefix: from,
  }));
}
