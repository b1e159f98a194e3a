import type { Machine, TaskContext } from "@lambdastack/core/role";
import type { KafkaConfig } from "./config.ts";
import { brokerListener, controllerListener, hasSasl } from "./listeners.ts";

type Context = Pick<TaskContext<KafkaConfig>, "config" | "machine" | "cluster">;

/** Where the release is unpacked, and the link by which everything finds it. */
export const home = { release: "/opt/kafka-3.7.0", link: "/opt/kafka" } as const;

export const usesKraft = ({ mode, zookeeper_hosts }: KafkaConfig): boolean =>
  mode === undefined ? zookeeper_hosts === undefined : mode === "kraft";

/** Every machine of the cluster, by number. A machine's id is its number, which is given once. */
export const brokersOf = ({ cluster }: Pick<Context, "cluster">): Machine[] =>
  [...(cluster.roles.kafka ?? [])].sort((one, other) => one.index - other.index);

/**
 * Machines that vote in KRaft: an odd number of those with the lowest numbers. Kafka 3.7 cannot change them in a cluster that lives.
 */
export function controllersOf({ kraft }: KafkaConfig, brokers: readonly Machine[]): readonly Machine[] {
  const most = Math.min(kraft.controllers, brokers.length);
  return brokers.slice(0, most % 2 === 0 ? most - 1 : most);
}

/** Replicas that topics have where the document is silent. */
export function replication({ kafka_var }: KafkaConfig, brokers: number) {
  const replicas = kafka_var.default_replication_factor ?? Math.max(1, Math.min(3, brokers));
  return {
    replicas,
    internal: kafka_var.offsets_topic_replication_factor ?? Math.max(1, Math.min(3, brokers)),
    inSync: kafka_var.min_insync_replicas ?? Math.max(1, replicas - 1),
  };
}

/** Addresses by which a client finds the cluster through these brokers. */
export const bootstrap = (config: KafkaConfig, brokers: readonly Machine[]): string =>
  brokers.map(({ address }) => `${address}:${brokerListener(config).port}`).join(",");

const voters = (config: KafkaConfig, brokers: readonly Machine[]): string =>
  controllersOf(config, brokers)
    .map(({ index, address }) => `${index}@${address}:${config.kraft.port}`)
    .join(",");

/** Value of `controller.quorum.voters`. */
export const votersOf = (context: Context): string => voters(context.config, brokersOf(context));

/** What the scripts of `scripts.ts` are told: the machine they run on, and the brokers there should be. */
export function brokerEnvironment({ config, machine }: Context, brokers: readonly Machine[]) {
  const { conf_dir, data_dir, log_dir, user } = config.kafka_var;
  const others = brokers.filter(({ name }) => name !== machine.name);
  const controllers = usesKraft(config) ? controllersOf(config, brokers) : [];
  return {
    KAFKA: home.link,
    CONFIGURATION: conf_dir,
    DATA: data_dir,
    LOG_DIR: log_dir,
    USER_NAME: user,
    ID: machine.index,
    IDS: brokers.map(({ index }) => index).join(" "),
    ADDRESS: machine.address,
    PORT: brokerListener(config).port,
    OTHERS: bootstrap(config, others),
    /** Where the other controllers listen. */
    PEERS: controllers
      .filter(({ name }) => name !== machine.name)
      .map(({ address }) => `${address}:${config.kraft.port}`)
      .join(" "),
    VOTERS: usesKraft(config) ? voters(config, brokers) : "",
    /** What cannot change once the cluster lives. */
    CONTROLLERS: usesKraft(config) ? `${controllerListener(config).protocol} ${voters(config, brokers)}` : "",
    ...(hasSasl(config) && { KAFKA_OPTS: `-Djava.security.auth.login.config=${conf_dir}/jaas.conf` }),
  };
}
