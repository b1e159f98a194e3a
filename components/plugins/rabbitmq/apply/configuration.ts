import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { nodeName } from "../nodes.ts";
import { certificateFiles } from "./certificates.ts";

const files = {
  environment: "/etc/rabbitmq/rabbitmq-env.conf",
  settings: "/etc/rabbitmq/rabbitmq.conf",
  plugins: "/etc/rabbitmq/enabled_plugins",
  cookie: "/var/lib/rabbitmq/.erlang.cookie",
};
const dropIn = "rabbitmq-server.service.d/lambdastack.conf";
const owner = { owner: "rabbitmq", group: "rabbitmq" };

/** Files that the broker reads when it starts. */
export const watched = ({ tls }: RabbitmqConfig): string[] => [
  ...Object.values(files),
  `/etc/systemd/system/${dropIn}`,
  ...(tls.enable ? Object.values(certificateFiles(tls)) : []),
];

export function configuration({ config, machine, resource, secret }: TaskContext<RabbitmqConfig>): Resource[] {
  return [
    resource.file({
      path: files.environment,
      template: "rabbitmq-env.conf.hbs",
      data: { node: nodeName(machine), interface: erlangAddress(machine.address) },
      ...owner,
    }),
    resource.file({
      path: files.settings,
      template: "rabbitmq.conf.hbs",
      data: {
        address: machine.address,
        port: config.amqp_port,
        metrics: config.metrics,
        isOpen: !config.tls.only,
        tls: config.tls.enable ? { port: config.tls.port, authority: "", ...certificateFiles(config.tls) } : false,
        settings: config.custom_configurations,
      },
      mode: "0640",
      ...owner,
    }),
    resource.file({ path: files.plugins, content: `[${pluginsOf(config).join(",")}].\n`, ...owner }),
    resource.file({
      path: files.cookie,
      template: "cookie.hbs",
      data: { cookie: secret("rabbitmq-erlang-cookie") },
      mode: "0400",
      ...owner,
    }),
    resource.unit({ name: dropIn, template: "limits.conf.hbs", data: { files: config.ulimit_open_files } }),
    resource.file({
      path: "/etc/logrotate.d/rabbitmq-server",
      template: "logrotate.hbs",
      data: { period: config.logrotate_period, count: config.logrotate_number },
    }),
  ];
}

function pluginsOf({ rabbitmq_plugins, metrics }: RabbitmqConfig): string[] {
  return [...new Set([...(metrics.enable ? ["rabbitmq_prometheus"] : []), ...rabbitmq_plugins])].sort();
}

/** 192.0.2.11 as Erlang writes addresses: {192,0,2,11}. */
const erlangAddress = (address: string): string => `{${address.replaceAll(".", ",")}}`;
