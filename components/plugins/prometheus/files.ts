import type { PrometheusConfig } from "./config.ts";

export function files({ config_directory: directory }: Pick<PrometheusConfig, "config_directory">) {
  return {
    configuration: `${directory}/prometheus.yml`,
    alertmanager: `${directory}/alertmanager.yml`,
    rules: `${directory}/rules`,
    targets: `${directory}/file_sd`,
  };
}
