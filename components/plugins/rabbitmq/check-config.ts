import { type StackError, throwProblems } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "./config.ts";
import { noPort, ownSetting, samePort } from "./errors.ts";

/** Beginnings of keys of rabbitmq.conf that have fields of their own. */
const ownSettings: Readonly<Record<string, string>> = {
  "listeners.": "amqp_port and tls",
  "ssl_options.": "tls",
  "prometheus.tcp.": "metrics",
  "cluster_formation.": "cluster",
};

/** What the schema cannot say. Throws once for all findings. */
export function checkConfig(config: RabbitmqConfig): void {
  throwProblems(
    [...settingProblems(config), ...portProblems(config), ...(config.tls.only && !config.tls.enable ? [noPort()] : [])],
    (count) => `configuration/rabbitmq has ${count} problems.`,
  );
}

function settingProblems({ custom_configurations: settings }: RabbitmqConfig): StackError[] {
  return settings.flatMap(({ name }) => {
    const own = Object.entries(ownSettings).find(([beginning]) => name.startsWith(beginning));
    return own ? [ownSetting(name, own[1])] : [];
  });
}

function portProblems({ amqp_port, tls, metrics }: RabbitmqConfig): StackError[] {
  const ports = [amqp_port, ...(tls.enable ? [tls.port] : []), ...(metrics.enable ? [metrics.port] : [])];
  return ports.filter((port, index) => ports.indexOf(port) !== index).map(samePort);
}
