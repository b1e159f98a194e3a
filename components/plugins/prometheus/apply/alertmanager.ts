import type { Resource, TaskContext, Value } from "@lambdastack/core/role";
import type { PrometheusConfig } from "../config.ts";
import { files } from "../files.ts";

export const alertmanagerAddress = "127.0.0.1:9093";

const dropIn = "prometheus-alertmanager.service.d/lambdastack.conf";

/** Shows alerts and sends them nowhere, until a configuration is given. */
const silent: { [key: string]: Value } = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] };

/** Nothing unless it is enabled. */
export function alertmanager({ config, resource }: TaskContext<PrometheusConfig>): Resource[] {
  if (!config.alertmanager.enable) return [];
  const { alertmanager: path } = files(config);
  return [
    resource.package({ name: "prometheus-alertmanager" }),
    resource.file({
      path,
      template: "alertmanager.yml.hbs",
      data: { config: config.alertmanager.config ?? silent },
      mode: "0640",
      group: "prometheus",
      validate: "amtool check-config %s",
    }),
    resource.unit({ name: dropIn, template: "alertmanager-flags.conf.hbs", data: { path } }),
    resource.service({
      name: "prometheus-alertmanager",
      running: true,
      enabled: true,
      watches: [path, `/etc/systemd/system/${dropIn}`],
    }),
  ];
}
