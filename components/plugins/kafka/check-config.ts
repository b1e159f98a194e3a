import { type Machine, type StackError, sameNumbers, throwProblems } from "@lambdastack/core/role";
import { replication, usesKraft } from "./brokers.ts";
import type { KafkaConfig } from "./config.ts";
import {
  brokersUnknown,
  certificatesWithoutTls,
  noSuchListener,
  sameNumber,
  samePort,
  tooManyReplicas,
} from "./errors.ts";
import { controllerListener, hasSasl, listenersOf } from "./listeners.ts";

/** What the schema cannot say. Throws once for all findings. */
export function checkConfig(config: KafkaConfig, brokers: readonly Machine[]): void {
  throwProblems(
    [
      ...portProblems(config),
      ...securityProblems(config),
      ...replicaProblems(config, brokers.length),
      ...sameNumbers(brokers).map(({ first, second }) => sameNumber(first.name, second.name, second.index)),
    ],
    (count) => `configuration/kafka has ${count} problems.`,
  );
}

function portProblems(config: KafkaConfig): StackError[] {
  const ports = [
    ...listenersOf(config).map(({ port }) => port),
    ...(usesKraft(config) ? [config.kraft.port] : []),
    ...(config.prometheus_jmx_enabled ? [config.prometheus_jmx_exporter_web_listen_port] : []),
  ];
  return ports.filter((port, index) => ports.indexOf(port) !== index).map(samePort);
}

function securityProblems(config: KafkaConfig): StackError[] {
  const { ssl, inter_broker_protocol: wanted, authentication, authorization } = config.kafka_var.security;
  const known = listenersOf(config).map(({ protocol }) => protocol);
  const byCertificate = authentication.enabled && !hasSasl(config);
  return [
    ...(known.includes(wanted) ? [] : [noSuchListener(wanted, known)]),
    ...(byCertificate && !(ssl.enabled && ssl.client_auth === "required") ? [certificatesWithoutTls()] : []),
    ...(authorization.enabled && !saysWhoItIs(config) ? [brokersUnknown()] : []),
  ];
}

/** With rights, brokers must be known on the port that they share, and controllers on theirs. */
function saysWhoItIs(config: KafkaConfig): boolean {
  const { ssl, inter_broker_protocol: protocol } = config.kafka_var.security;
  const byCertificate = ssl.client_auth === "required";
  const controllers = !usesKraft(config) || (controllerListener(config).protocol === "SSL" && byCertificate);
  return controllers && (protocol.startsWith("SASL") || (protocol === "SSL" && byCertificate));
}

function replicaProblems(config: KafkaConfig, brokers: number): StackError[] {
  const { replicas, internal, inSync } = replication(config, brokers);
  return Object.entries({
    default_replication_factor: replicas,
    offsets_topic_replication_factor: internal,
    min_insync_replicas: inSync,
  }).flatMap(([field, value]) => (value > brokers ? [tooManyReplicas(field, value, brokers)] : []));
}
