import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { brokerEnvironment, brokersOf, home, usesKraft } from "../brokers.ts";
import { checkConfig } from "../check-config.ts";
import type { KafkaConfig } from "../config.ts";
import { brokerListener, listenersOf } from "../listeners.ts";
import { hasNoStrangers, replaceStrangers } from "../replica-scripts.ts";
import { giveRights, hasRights, isServing, startServing } from "../scripts.ts";
import { clusterId } from "../secrets.ts";
import { format, isFormatted, keepsControllers, refuseControllers } from "../storage-scripts.ts";
import { certificates } from "./certificates.ts";
import { configuration, watched } from "./configuration.ts";

type Context = TaskContext<KafkaConfig>;

export default defineTask<KafkaConfig>((context) => {
  const { config } = context;
  checkConfig(config, brokersOf(context));
  return [
    ...software(context),
    ...directories(context),
    ...(usesKraft(config) ? [controllers(context)] : []),
    ...certificates(context),
    ...configuration(context),
    ...(usesKraft(config) ? [storage(context)] : []),
    context.resource.service({
      name: "kafka",
      running: config.kafka_var.enabled,
      enabled: config.kafka_var.enabled,
      watches: watched(config),
    }),
    ...(config.kafka_var.enabled ? membership(context) : []),
    ...publications(context),
  ];
});

function software({ config, resource }: Context): Resource[] {
  const { user, group, data_dir } = config.kafka_var;
  return [
    resource.package({ name: "openjdk-17-jre-headless" }),
    resource.package({ name: "openssl" }),
    resource.group({ name: group, system: true }),
    resource.user({ name: user, group, system: true, home: data_dir }),
    resource.archive({ path: home.release, file: "kafka", strip: 1 }),
    resource.link({ path: home.link, target: home.release }),
  ];
}

function directories({ config, resource }: Context): Resource[] {
  const { user, group, conf_dir, data_dir, log_dir } = config.kafka_var;
  return [
    resource.directory({ path: conf_dir }),
    ...[data_dir, log_dir].map((path) => resource.directory({ path, mode: "0750", owner: user, group })),
  ];
}

/** Stands before the settings, so that what is refused has changed nothing. */
function controllers(context: Context): Resource {
  return context.resource.command({
    name: "kafka keeps its controllers",
    environment: brokerEnvironment(context, brokersOf(context)),
    unless: keepsControllers,
    independent: true,
    run: refuseControllers,
  });
}

function storage(context: Context): Resource {
  return context.resource.command({
    name: "kafka storage is formatted",
    environment: { ...brokerEnvironment(context, brokersOf(context)), CLUSTER_ID: clusterId(context) },
    unless: isFormatted,
    run: format,
  });
}

/** Machines come one after another: each serves clients and has caught up before the next is touched. */
function membership(context: Context): Resource[] {
  const { machine, resource } = context;
  const brokers = brokersOf(context);
  const environment = brokerEnvironment(context, brokers);
  return [
    resource.command({
      name: "kafka serves clients",
      environment,
      unless: isServing,
      run: startServing,
      timeLimit: 600,
    }),
    ...(machine.name === brokers[0]?.name
      ? [
          resource.command({
            name: "kafka has no replica on a machine that is gone",
            environment,
            unless: hasNoStrangers,
            run: replaceStrangers,
            timeLimit: 3600,
          }),
          ...rights(context),
        ]
      : []),
  ];
}

/** Rights are the cluster's, so one machine gives them. */
function rights(context: Context): Resource[] {
  const { authorization } = context.config.kafka_var.security;
  if (!authorization.enabled) return [];
  return authorization.users.map(({ name, topic }) =>
    context.resource.command({
      name: `kafka account ${name} may use the topic ${topic}`,
      environment: { ...brokerEnvironment(context, brokersOf(context)), ACCOUNT: name, TOPIC: topic },
      unless: hasRights,
      run: giveRights,
    }),
  );
}

function publications({ config, machine, publish }: Context): Resource[] {
  const [plain] = listenersOf(config);
  const { ssl } = config.kafka_var.security;
  const { job } = config.prometheus_kafka_jmx_file_sd_labels;
  return [
    publish("kafka", {
      address: machine.address,
      port: plain?.port ?? brokerListener(config).port,
      protocol: plain?.protocol ?? brokerListener(config).protocol,
      ...(ssl.enabled && { tlsPort: ssl.port }),
    }),
    ...(config.prometheus_jmx_enabled
      ? [publish("exporter", { job, port: config.prometheus_jmx_exporter_web_listen_port, path: "/metrics" })]
      : []),
  ];
}
