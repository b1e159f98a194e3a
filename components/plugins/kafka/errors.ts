import { StackError } from "@lambdastack/core/role";

const invalid = "invalid" as const;

export function samePort(port: number): StackError {
  return new StackError("kafka-same-port", `configuration/kafka uses the port ${port} twice.`, {
    ending: invalid,
    hint: "kafka_var.port, security.ssl.port, kraft.port and prometheus_jmx_exporter_web_listen_port must differ.",
  });
}

export function sameNumber(first: string, second: string, number: number): StackError {
  return new StackError(
    "kafka-same-number",
    `The machines ${first} and ${second} both have the number ${number}, which is their id in the Kafka cluster.`,
    {
      ending: invalid,
      hint: "Let one component bring the role kafka, so that its machines have numbers of their own.",
    },
  );
}

export function noSuchListener(protocol: string, known: readonly string[]): StackError {
  return new StackError(
    "kafka-no-such-listener",
    `configuration/kafka lets brokers talk by ${protocol}, and no port speaks that.`,
    {
      ending: invalid,
      hint: `security.inter_broker_protocol may be ${known.join(" or ")} as ssl and authentication stand; enable what is missing.`,
    },
  );
}

export function certificatesWithoutTls(): StackError {
  return new StackError(
    "kafka-certificates-without-tls",
    "configuration/kafka lets clients say who they are by certificates, which need TLS.",
    {
      ending: invalid,
      hint: "Set security.ssl.enabled, with client_auth: required; or authentication_method: sasl.",
    },
  );
}

export function brokersUnknown(): StackError {
  return new StackError(
    "kafka-brokers-unknown",
    "configuration/kafka asks for rights, and brokers talk to each other in a way that does not say who they are.",
    {
      ending: invalid,
      hint: "Set security.ssl.enabled with client_auth: required and inter_broker_protocol: SSL (or SASL_SSL).",
    },
  );
}

export function tooManyReplicas(field: string, replicas: number, brokers: number): StackError {
  return new StackError(
    "kafka-too-many-replicas",
    `configuration/kafka has ${field}: ${replicas}, and the cluster has ${brokers} broker${brokers === 1 ? "" : "s"}.`,
    { ending: invalid, hint: `Let ${field} be at most ${brokers}, or leave it out.` },
  );
}

export function noZookeeper(): StackError {
  return new StackError(
    "kafka-no-zookeeper",
    "configuration/kafka is for ZooKeeper, and no machine of the cluster has the role zookeeper.",
    {
      ending: invalid,
      hint: "Add a component zookeeper, name members of another ensemble in zookeeper_hosts, or leave zookeeper_hosts out for KRaft.",
    },
  );
}

export function controllersGo(controllers: readonly string[], after: readonly string[]): StackError {
  return new StackError(
    "kafka-controllers-go",
    `Controllers of the Kafka cluster are ${controllers.join(", ")}, which cannot change while it lives; they would be ${after.join(", ")}.`,
    { ending: "refused", hint: "Let machines go that are no controllers: those with higher numbers." },
  );
}
