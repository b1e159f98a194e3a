import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";
import { mastersOf } from "../endpoint.ts";

const configuration = "/etc/haproxy/kubernetes-api.cfg";

/** A unit of its own, so that the role haproxy may be on the same machine; the distribution's has nothing to serve then, and is masked. */
export function balancer({ cluster, config, machine, resource }: TaskContext<CommonConfig>): Resource[] {
  const isShared = machine.roles.includes("haproxy");
  return [
    ...(isShared ? [] : [resource.link({ path: "/etc/systemd/system/haproxy.service", target: "/dev/null" })]),
    resource.package({ name: "haproxy" }),
    resource.file({
      path: configuration,
      template: "kubernetes-api.cfg.hbs",
      data: {
        port: config.balancer_port,
        apiPort: config.api_port,
        masters: mastersOf(cluster).map(({ name, address }) => ({ name, address })),
      },
      validate: "haproxy -c -q -f %s",
    }),
    resource.unit({ name: "kubernetes-api.service", template: "kubernetes-api.service.hbs", data: { configuration } }),
    resource.service({
      name: "kubernetes-api",
      running: true,
      enabled: true,
      watches: [configuration],
      onChange: "reload",
    }),
  ];
}
