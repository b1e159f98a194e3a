import type { KafkaConfig, Protocol } from "./config.ts";

/** A port of a broker, by the name that Kafka's settings have for it. */
export interface Listener {
  name: Protocol | "CONTROLLER";
  protocol: Protocol;
  port: number;
}

const usesSasl = ({ authentication: { enabled, authentication_method } }: KafkaConfig["kafka_var"]["security"]) =>
  enabled && authentication_method === "sasl";

/** Whether clients and brokers log in with a password. */
export const hasSasl = ({ kafka_var: { security } }: KafkaConfig): boolean => usesSasl(security);

/** Ports that clients and brokers connect to. */
export function listenersOf({ kafka_var: { security, port } }: KafkaConfig): Listener[] {
  const [plain, tls]: [Protocol, Protocol] = usesSasl(security) ? ["SASL_PLAINTEXT", "SASL_SSL"] : ["PLAINTEXT", "SSL"];
  return [
    { name: plain, protocol: plain, port },
    ...(security.ssl.enabled ? [{ name: tls, protocol: tls, port: security.ssl.port }] : []),
  ];
}

/** The port of controllers, encrypted where brokers encrypt. Like the controllers it cannot change in a cluster that lives. */
export const controllerListener = ({ kraft, kafka_var: { security } }: KafkaConfig): Listener => ({
  name: "CONTROLLER",
  protocol: security.inter_broker_protocol.endsWith("SSL") ? "SSL" : "PLAINTEXT",
  port: kraft.port,
});

/** The port that brokers talk to each other on, and so do the tools. That there is one was checked. */
export function brokerListener(config: KafkaConfig): Listener {
  const listeners = listenersOf(config);
  const wanted = config.kafka_var.security.inter_broker_protocol;
  return listeners.find(({ protocol }) => protocol === wanted) ?? (listeners[0] as Listener);
}
