import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import type { Backend, Frontend, HaproxyConfig } from "../config.ts";
import { configurationFile } from "../files.ts";
import { serversOf } from "../servers.ts";

type Context = TaskContext<HaproxyConfig>;

export default defineTask<HaproxyConfig>((context) => [
  context.resource.check({
    name: "haproxy service is active",
    run: "systemctl is-active haproxy",
    contains: "active",
  }),
  context.resource.check({ name: "haproxy accepts its configuration", run: `haproxy -c -f ${configurationFile}` }),
  ...context.config.frontend.flatMap((frontend) => frontendChecks(frontend, context)),
  ...context.config.backend.flatMap((backend) => serverChecks(backend, context)),
  ...statsChecks(context),
  ...metricsChecks(context),
]);

function frontendChecks({ address = "*", port }: Frontend, { resource }: Context): Resource[] {
  return [resource.port({ port, ...(address === "*" ? {} : { address }) })];
}

/** Asks HAProxy itself, through its socket, which is the same for http and https. */
function serverChecks(backend: Backend, { config, cluster, resource }: Context): Resource[] {
  if (!config.metrics.enable) return [];
  return serversOf(backend, cluster).map(({ name }) =>
    resource.http({
      name: `haproxy sees ${name} of ${backend.name} up`,
      url: `http://127.0.0.1:${config.metrics.port}/metrics`,
      contains: `haproxy_server_status{proxy="${backend.name}",server="${name}",state="UP"} 1`,
      within: 30,
    }),
  );
}

function statsChecks({ config: { stats }, resource }: Context): Resource[] {
  if (!stats.enable) return [];
  const url = `http://${stats.bind_address.replace(/^\*?:/, "127.0.0.1:")}${stats.uri}`;
  return [resource.http({ name: "haproxy asks for a login before its statistics", url, status: 401 })];
}

function metricsChecks({ config: { metrics }, resource }: Context): Resource[] {
  if (!metrics.enable) return [];
  const url = `http://127.0.0.1:${metrics.port}/metrics`;
  return [resource.http({ name: "haproxy offers metrics", url, contains: "haproxy_process_start_time_seconds" })];
}
