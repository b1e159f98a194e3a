import { dirname } from "node:path";
import type { Resource, TaskContext } from "@lambdastack/core/role";
import { certificateIsGood, makeCertificate } from "../certificate-scripts.ts";
import type { KafkaConfig } from "../config.ts";
import { authorityKey, keystorePassword, truststorePassword } from "../secrets.ts";

/** Nothing without TLS. */
export function certificates(context: TaskContext<KafkaConfig>): Resource[] {
  const { config, resource } = context;
  const { security, group } = config.kafka_var;
  if (!security.ssl.enabled) return [];
  const { keystore_location, truststore_location } = security.ssl.server;
  const directories = [...new Set([keystore_location, truststore_location].map((path) => dirname(path)))];
  return [...directories.map((path) => resource.directory({ path, mode: "0750", group })), certificate(context)];
}

/** The key is made on the machine and never leaves it; the authority's is there only while the certificate is signed. */
function certificate(context: TaskContext<KafkaConfig>): Resource {
  const { config, machine, cluster, resource } = context;
  const { admin, group, security } = config.kafka_var;
  const { server } = security.ssl;
  return resource.command({
    name: "kafka certificate",
    environment: {
      KEYSTORE: server.keystore_location,
      KEYSTORE_PASSWORD: keystorePassword(context),
      TRUSTSTORE: server.truststore_location,
      TRUSTSTORE_PASSWORD: truststorePassword(context),
      AUTHORITY: `${dirname(server.truststore_location)}/authority.crt`,
      AUTHORITY_KEY: authorityKey(context),
      AUTHORITY_NAME: `Kafka of ${cluster.name}`,
      ACCOUNT: admin,
      NAME: machine.hostname,
      ADDRESS: machine.address,
      DAYS: server.cert_validity,
      GROUP_NAME: group,
    },
    unless: certificateIsGood,
    run: makeCertificate,
  });
}
