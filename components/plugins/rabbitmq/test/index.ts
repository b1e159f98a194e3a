import { defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { adminPassword, membersOf } from "../nodes.ts";
import { countRunning, roundTrip } from "../scripts.ts";

export default defineTask<RabbitmqConfig>((context) => {
  const { config, machine, resource } = context;
  const isInstalled = resource.check({
    name: "rabbitmq package is installed",
    run: `dpkg-query -W -f '\${Status}' rabbitmq-server`,
    contains: "install ok installed",
  });
  if (config.stop_service) return [isInstalled];
  return [
    isInstalled,
    resource.check({
      name: "rabbitmq service is active",
      run: "systemctl is-active rabbitmq-server",
      contains: "active",
    }),
    resource.port({ port: config.amqp_port, address: machine.address }),
    ...(config.tls.enable ? [resource.port({ port: config.tls.port, address: machine.address })] : []),
    ...(config.metrics.enable
      ? [
          resource.http({
            name: "rabbitmq tells its metrics",
            url: `http://${machine.address}:${config.metrics.port}/metrics`,
            contains: "rabbitmq_build_info",
          }),
        ]
      : []),
    resource.check({
      name: "rabbitmq runs on every machine of its cluster",
      run: countRunning,
      contains: String(membersOf(context).length),
    }),
    resource.check({
      name: "rabbitmq delivers what is published",
      environment: {
        ACCOUNT: config.admin_user,
        PASSWORD: adminPassword(context),
        ADDRESS: machine.address,
        PORT: config.amqp_port,
      },
      run: roundTrip,
      contains: "forty-two",
    }),
  ];
});
