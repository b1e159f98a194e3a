import type { Resource, TaskContext } from "@lambdastack/core/role";
import { home } from "../brokers.ts";
import type { KafkaConfig } from "../config.ts";
import { brokerListener, hasSasl } from "../listeners.ts";
import { adminPassword, userPassword } from "../secrets.ts";
import { type Setting, settingsOf, stores } from "./settings.ts";

type Context = TaskContext<KafkaConfig>;

const unit = "kafka.service";
const environment = "/etc/default/kafka";

const filesOf = ({ kafka_var: { conf_dir } }: KafkaConfig) => ({
  settings: `${conf_dir}/server.properties`,
  log4j: `${conf_dir}/log4j.properties`,
  jaas: `${conf_dir}/jaas.conf`,
  admin: `${conf_dir}/admin.properties`,
});

/** What a broker reads when it starts; another release is another target of the link. */
export function watched(config: KafkaConfig): string[] {
  const { settings, log4j, jaas } = filesOf(config);
  const { ssl } = config.kafka_var.security;
  return [
    settings,
    log4j,
    environment,
    `/etc/systemd/system/${unit}`,
    ...(hasSasl(config) ? [jaas] : []),
    ...(config.prometheus_jmx_enabled ? [config.prometheus_jmx_config] : []),
    ...(ssl.enabled ? [ssl.server.keystore_location, ssl.server.truststore_location] : []),
  ];
}

export function configuration(context: Context): Resource[] {
  const { config, resource } = context;
  const { user, group } = config.kafka_var;
  const files = filesOf(config);
  return [
    properties(context, files.settings, settingsOf(context)),
    properties(context, files.admin, clientSettings(context)),
    ...(hasSasl(config) ? [jaas(context)] : []),
    resource.file({ path: files.log4j, template: "log4j.properties.hbs", data: { logs: config.kafka_var.log_dir } }),
    ...(config.prometheus_jmx_enabled
      ? [resource.file({ path: config.prometheus_jmx_config, source: "jmx-exporter.yml" })]
      : []),
    resource.file({ path: environment, template: "kafka.env.hbs", data: javaOptions(config) }),
    resource.unit({
      name: unit,
      template: "kafka.service.hbs",
      data: { user, group, home: home.link, settings: files.settings },
    }),
  ];
}

function properties({ config, resource }: Context, path: string, settings: readonly Setting[]): Resource {
  return resource.file({
    path,
    template: "server.properties.hbs",
    data: { settings: settings.map(([key, value]) => ({ key, value })) },
    mode: "0640",
    group: config.kafka_var.group,
  });
}

/** How the tools on this machine talk to brokers. */
function clientSettings(context: Context): Setting[] {
  const { protocol } = brokerListener(context.config);
  return [
    ["security.protocol", protocol],
    ...(protocol.endsWith("SSL") ? stores(context) : []),
    ...(protocol.startsWith("SASL") ? [["sasl.mechanism", "PLAIN"] as const] : []),
  ];
}

function jaas(context: Context): Resource {
  const { config, resource } = context;
  const { admin, security, group } = config.kafka_var;
  const names = new Set([
    ...security.authorization.users.map(({ name }) => name),
    ...security.authorization.super_users,
  ]);
  names.delete(admin);
  return resource.file({
    path: filesOf(config).jaas,
    template: "jaas.conf.hbs",
    data: {
      admin,
      password: adminPassword(context),
      users: [...names].map((name) => ({ name, password: userPassword(context, name) })),
    },
    mode: "0640",
    group,
  });
}

function javaOptions(config: KafkaConfig) {
  const { kafka_var: kafka, prometheus_jmx_enabled: hasAgent } = config;
  const agent = `-javaagent:${config.prometheus_jmx_path}=${config.prometheus_jmx_exporter_web_listen_port}:${config.prometheus_jmx_config}`;
  const java = [
    ...(hasSasl(config) ? [`-Djava.security.auth.login.config=${filesOf(config).jaas}`] : []),
    ...(kafka.javax_net_debug ? [`-Djavax.net.debug=${kafka.javax_net_debug}`] : []),
    ...(hasAgent ? [agent] : []),
    ...(kafka.opts ? [kafka.opts] : []),
  ];
  return {
    logs: kafka.log_dir,
    heap: kafka.heap_opts,
    log4j: `-Dlog4j.configuration=file:${filesOf(config).log4j}`,
    java: java.join(" "),
    jmx: kafka.jmx_opts ?? "",
  };
}
