import type { SecretReference, TaskContext } from "@lambdastack/core/role";
import type { KafkaConfig } from "./config.ts";

type Context = TaskContext<KafkaConfig>;

/** The account's password with SASL. */
export const adminPassword = ({ config, secret }: Context): SecretReference =>
  config.kafka_var.admin_pwd ?? secret("kafka-admin-password");

/** The password with SASL of an account that rights are given to. */
export const userPassword = ({ secret }: Context, name: string): SecretReference => secret(`kafka-user-${name}`);

export const keystorePassword = ({ config, secret }: Context): SecretReference =>
  config.kafka_var.security.ssl.server.passwords?.keystore ?? secret("kafka-keystore-password");

export const truststorePassword = ({ config, secret }: Context): SecretReference =>
  config.kafka_var.security.ssl.server.passwords?.truststore ?? secret("kafka-truststore-password");

/** The 256 bits of the authority's key on the curve P-256, in hexadecimal digits. */
export const authorityKey = ({ secret }: Context): SecretReference =>
  secret("kafka-authority-key", { length: 64, alphabet: "0123456789abcdef" });

/** Kafka's ids are 16 bytes in base64url: 22 characters, of which the last holds two bits only. These are the other 21. */
export const clusterId = ({ secret }: Context): SecretReference => secret("kafka-cluster-id", { length: 21 });
