import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { checkConfig } from "../check-config.ts";
import type { HaproxyConfig } from "../config.ts";
import { certificateDirectory, configurationFile, statsPasswordFile } from "../files.ts";
import { serversOf } from "../servers.ts";
import { certificateFile, certificates } from "./certificates.ts";
import { logging } from "./logging.ts";

type Context = TaskContext<HaproxyConfig>;

export default defineTask<HaproxyConfig>((context) => {
  checkConfig(context.config);
  return [
    context.resource.package({ name: "haproxy" }),
    ...certificates(context),
    ...statsPassword(context),
    configuration(context),
    ...logging(context),
    service(context),
    ...metrics(context),
  ];
});

/** In a file of its own, so that the plan can show the difference of the configuration, in which no secret stands. */
function statsPassword({ config, resource, secret }: Context): Resource[] {
  if (!config.stats.enable) return [];
  const password = config.stats.password ?? secret("haproxy-stats-password");
  return [resource.file({ path: statsPasswordFile, template: "stats-password.hbs", data: { password }, mode: "0600" })];
}

function configuration({ config, cluster, resource }: Context): Resource {
  const { stats, metrics, timeouts } = config;
  return resource.file({
    path: configurationFile,
    template: "haproxy.cfg.hbs",
    data: {
      timeouts,
      stats: { ...stats, password: statsPasswordFile },
      metrics,
      frontends: config.frontend.map(({ name, address = "*", port, https = false, backend }) => ({
        name,
        address,
        port,
        certificate: https ? certificateFile(config) : "",
        backends: backend.slice(0, -1),
        last: backend.at(-1),
      })),
      backends: config.backend.map((backend) => ({
        name: backend.name,
        port: backend.port,
        balance: backend.balance ?? "roundrobin",
        healthPath: backend.health_path ?? "",
        groups: (backend.server_groups ?? []).join(", "),
        servers: serversOf(backend, cluster),
      })),
    },
    validate: "haproxy -c -q -f %s",
  });
}

function service({ config, resource }: Context): Resource {
  return resource.service({
    name: "haproxy",
    running: true,
    enabled: true,
    watches: [
      configurationFile,
      ...(config.stats.enable ? [statsPasswordFile] : []),
      ...(config.frontend.some(({ https }) => https) ? [certificateDirectory] : []),
    ],
    onChange: "reload",
  });
}

function metrics({ config, publish }: Context): Resource[] {
  if (!config.metrics.enable) return [];
  return [publish("exporter", { job: "haproxy", port: config.metrics.port, path: "/metrics" })];
}
