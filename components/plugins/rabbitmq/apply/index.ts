import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { checkConfig } from "../check-config.ts";
import type { RabbitmqConfig } from "../config.ts";
import { account, policies } from "../declared.ts";
import { clusterEnvironment, membersOf, nodeName } from "../nodes.ts";
import { isClustered, joinCluster } from "../scripts.ts";
import { certificates } from "./certificates.ts";
import { configuration, watched } from "./configuration.ts";

type Context = TaskContext<RabbitmqConfig>;

export default defineTask<RabbitmqConfig>((context) => {
  checkConfig(context.config);
  const { config, machine, publish, resource } = context;
  return [
    resource.package({ name: "rabbitmq-server" }),
    resource.package({ name: "python3-pika" }),
    ...certificates(context),
    ...configuration(context),
    resource.service({
      name: "rabbitmq-server",
      running: !config.stop_service,
      enabled: !config.stop_service,
      watches: watched(config),
    }),
    ...(config.stop_service ? [] : [membership(context), account(context), ...policies(context)]),
    publish("rabbitmq", {
      address: machine.address,
      port: config.amqp_port,
      ...(config.tls.enable && { tlsPort: config.tls.port }),
    }),
    ...(config.metrics.enable
      ? [publish("exporter", { job: "rabbitmq", port: config.metrics.port, path: "/metrics" })]
      : []),
  ];
});

/** Machines come one after another: the first is a cluster on its own, which the others join. */
function membership(context: Context): Resource {
  return context.resource.command({
    name: `rabbitmq node ${nodeName(context.machine)} is in its cluster`,
    environment: clusterEnvironment(context.machine, membersOf(context)),
    unless: isClustered,
    run: joinCluster,
    timeLimit: 300,
  });
}
