import { dirname } from "node:path";
import { defineTask } from "@lambdastack/core/role";
import { brokerEnvironment, brokersOf, home, replication } from "../brokers.ts";
import type { KafkaConfig } from "../config.ts";
import { listenersOf } from "../listeners.ts";
import { countBrokers, roundTrip, tlsIsTrusted } from "../scripts.ts";

export default defineTask<KafkaConfig>((context) => {
  const { config, machine, resource } = context;
  const { security, enabled } = config.kafka_var;
  const isInstalled = resource.check({
    name: "kafka is installed",
    run: `test -x ${home.link}/bin/kafka-server-start.sh && java -version`,
  });
  if (!enabled) return [isInstalled];
  const brokers = brokersOf(context);
  const environment = brokerEnvironment(context, brokers);
  const { replicas } = replication(config, brokers.length);
  return [
    isInstalled,
    resource.check({ name: "kafka service is active", run: "systemctl is-active kafka", contains: "active" }),
    ...listenersOf(config).map(({ port }) => resource.port({ port, address: machine.address })),
    ...(security.ssl.enabled
      ? [
          resource.check({
            name: "kafka shows a certificate of its authority",
            environment: {
              ADDRESS: machine.address,
              TLS_PORT: security.ssl.port,
              AUTHORITY: `${dirname(security.ssl.server.truststore_location)}/authority.crt`,
            },
            run: tlsIsTrusted,
            contains: "Verify return code: 0 (ok)",
          }),
        ]
      : []),
    resource.check({
      name: "kafka has a broker per machine",
      environment,
      run: countBrokers,
      contains: `${brokers.length} answer`,
    }),
    resource.check({
      name: "kafka delivers what is written",
      environment: { ...environment, TOPIC: `lambdastack-test-${machine.name}`, REPLICAS: replicas },
      run: roundTrip,
      contains: "forty-two",
      within: 60,
    }),
  ];
});
