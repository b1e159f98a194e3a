import { defineTask } from "@lambdastack/core/role";
import type { NodeExporterConfig } from "../config.ts";
import { commandLine, listenPort } from "../flags.ts";

const dropIn = "prometheus-node-exporter.service.d/lambdastack.conf";

export default defineTask<NodeExporterConfig>(({ config, resource, publish }) => [
  resource.package({ name: "prometheus-node-exporter" }),
  resource.unit({ name: dropIn, template: "flags.conf.hbs", data: { flags: commandLine(config) } }),
  resource.service({
    name: "prometheus-node-exporter",
    running: true,
    enabled: true,
    watches: [`/etc/systemd/system/${dropIn}`],
  }),
  publish("exporter", exporter(config)),
]);

function exporter(config: NodeExporterConfig) {
  const { exporter_listen_port: port, file_sd_labels = [] } = config.config_for_prometheus ?? {};
  const { job = "node", ...labels } = Object.fromEntries(file_sd_labels.map(({ label, value }) => [label, value]));
  return { job, port: Number(port ?? listenPort(config)), path: "/metrics", labels };
}
