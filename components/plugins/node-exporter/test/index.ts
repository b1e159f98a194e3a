import { defineTask } from "@lambdastack/core/role";
import type { NodeExporterConfig } from "../config.ts";
import { listenPort } from "../flags.ts";

export default defineTask<NodeExporterConfig>(({ config, resource }) => [
  resource.check({
    name: "node-exporter service is active",
    run: "systemctl is-active prometheus-node-exporter",
    contains: "active",
  }),
  resource.http({
    name: "node-exporter describes its machine",
    url: `http://${config.web_listen_address || "127.0.0.1"}:${listenPort(config)}/metrics`,
    contains: "node_uname_info{",
  }),
]);
