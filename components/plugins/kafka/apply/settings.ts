import type { SecretReference, TaskContext } from "@lambdastack/core/role";
import { brokersOf, controllersOf, replication, usesKraft, votersOf } from "../brokers.ts";
import type { KafkaConfig } from "../config.ts";
import { noZookeeper } from "../errors.ts";
import { brokerListener, controllerListener, hasSasl, type Listener, listenersOf } from "../listeners.ts";
import { keystorePassword, truststorePassword } from "../secrets.ts";

type Context = TaskContext<KafkaConfig>;

/** A setting of server.properties, in the order of the file. */
export type Setting = readonly [key: string, value: string | number | boolean | SecretReference];

/** Everything in server.properties. */
export function settingsOf(context: Context): Setting[] {
  const { config } = context;
  return [
    ...(usesKraft(config) ? kraft(context) : zookeeper(context)),
    ...listening(context),
    ...network(config),
    ...log(context),
    ...(config.kafka_var.security.ssl.enabled ? tls(context) : []),
    ...(hasSasl(config) ? sasl(config) : []),
    ...(config.kafka_var.security.authorization.enabled ? authorization(config) : []),
  ];
}

const isController = (context: Context): boolean =>
  controllersOf(context.config, brokersOf(context)).some(({ name }) => name === context.machine.name);

function kraft(context: Context): Setting[] {
  return [
    ["process.roles", isController(context) ? "broker,controller" : "broker"],
    ["node.id", context.machine.index],
    ["controller.quorum.voters", votersOf(context)],
    ["controller.listener.names", "CONTROLLER"],
  ];
}

function zookeeper({ config, machine, consumed }: Context): Setting[] {
  const given = config.zookeeper_hosts ?? "{{";
  const members = (consumed.zookeeper ?? []).map(({ value }) => value as { address: string; port: number });
  if (given.includes("{{") && members.length === 0) throw noZookeeper();
  const hosts = given.includes("{{") ? members.map(({ address, port }) => `${address}:${port}`).join(",") : given;
  return [
    ["broker.id", machine.index],
    ["zookeeper.connect", hosts],
    ["zookeeper.set.acl", config.zookeeper_set_acl],
  ];
}

/** Ports are open on the machine's address in the cluster alone. */
function listening(context: Context): Setting[] {
  const { config, machine } = context;
  const clients = listenersOf(config);
  const controllers = usesKraft(config) ? [controllerListener(config)] : [];
  const places = (all: readonly Listener[]) =>
    all.map(({ name, port }) => `${name}://${machine.address}:${port}`).join();
  return [
    ["listeners", places([...clients, ...(isController(context) ? controllers : [])])],
    ["advertised.listeners", places(clients)],
    [
      "listener.security.protocol.map",
      [...clients, ...controllers].map(({ name, protocol }) => `${name}:${protocol}`).join(),
    ],
    ["inter.broker.listener.name", brokerListener(config).name],
  ];
}

function network({ kafka_var: { socket_settings: socket, ...kafka } }: KafkaConfig): Setting[] {
  return [
    ["num.network.threads", socket.network_threads],
    ["num.io.threads", socket.io_threads],
    ["socket.send.buffer.bytes", socket.send_buffer_bytes],
    ["socket.receive.buffer.bytes", socket.receive_buffer_bytes],
    ["socket.request.max.bytes", socket.request_max_bytes],
    ["max.incremental.fetch.session.cache.slots", kafka.max_incremental_fetch_session_cache_slots],
    ["controlled.shutdown.enable", kafka.controlled_shutdown_enable],
  ];
}

function log(context: Context): Setting[] {
  const { kafka_var: kafka } = context.config;
  const { replicas, internal, inSync } = replication(context.config, brokersOf(context).length);
  return [
    ["log.dirs", kafka.data_dir],
    ["num.partitions", kafka.partitions],
    ["default.replication.factor", replicas],
    ["min.insync.replicas", inSync],
    ["offsets.topic.replication.factor", internal],
    ["transaction.state.log.replication.factor", internal],
    ["transaction.state.log.min.isr", Math.max(1, internal - 1)],
    ["num.recovery.threads.per.data.dir", kafka.num_recovery_threads_per_data_dir],
    ["num.replica.fetchers", kafka.num_replica_fetchers],
    ["replica.fetch.max.bytes", kafka.replica_fetch_max_bytes],
    ["replica.socket.receive.buffer.bytes", kafka.replica_socket_receive_buffer_bytes],
    ["log.retention.hours", kafka.log_retention_hours],
    ["log.retention.bytes", kafka.log_retention_bytes],
    ["offsets.retention.minutes", kafka.offset_retention_minutes],
  ];
}

/** An account's name is the common name of its certificate. */
function tls(context: Context): Setting[] {
  const { client_auth } = context.config.kafka_var.security.ssl;
  return [
    ...stores(context),
    ["ssl.client.auth", client_auth],
    ["ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/,DEFAULT"],
  ];
}

/** What a broker and the tools on its machine show and believe. */
export function stores(context: Context): Setting[] {
  const { server, endpoint_identification_algorithm: algorithm } = context.config.kafka_var.security.ssl;
  return [
    ["ssl.keystore.type", "PKCS12"],
    ["ssl.keystore.location", server.keystore_location],
    ["ssl.keystore.password", keystorePassword(context)],
    ["ssl.key.password", keystorePassword(context)],
    ["ssl.truststore.type", "PKCS12"],
    ["ssl.truststore.location", server.truststore_location],
    ["ssl.truststore.password", truststorePassword(context)],
    ["ssl.endpoint.identification.algorithm", algorithm ?? ""],
  ];
}

function sasl({ kafka_var: { security } }: KafkaConfig): Setting[] {
  const mechanism = security.authentication.sasl_enabled_mechanisms;
  return [
    ["sasl.enabled.mechanisms", mechanism],
    ["sasl.mechanism.inter.broker.protocol", mechanism],
  ];
}

function authorization(config: KafkaConfig): Setting[] {
  const { admin, security } = config.kafka_var;
  const { allow_everyone_if_no_acl_found: everyone, super_users: users } = security.authorization;
  return [
    [
      "authorizer.class.name",
      usesKraft(config)
        ? "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
        : "kafka.security.authorizer.AclAuthorizer",
    ],
    ["allow.everyone.if.no.acl.found", everyone],
    ["super.users", [...new Set([admin, ...users])].map((name) => `User:${name}`).join(";")],
  ];
}
