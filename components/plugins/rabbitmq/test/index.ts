import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { certificateFiles } from "../apply/certificates.ts";
import type { RabbitmqConfig } from "../config.ts";
import { adminPassword, membersOf, plainAddress } from "../nodes.ts";
import { countRunning, roundTrip } from "../scripts.ts";
import { isClosed, roundTripOverTls, wantsCertificate } from "./tls.ts";

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
    ...ports(context),
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
        ADDRESS: plainAddress(context),
        PORT: config.amqp_port,
      },
      run: roundTrip,
      contains: "forty-two",
    }),
    ...(config.tls.enable ? [overTls(context)] : []),
  ];
});

function ports(context: TaskContext<RabbitmqConfig>): Resource[] {
  const { config, machine, resource } = context;
  const { amqp_port: port, tls } = config;
  return [
    resource.port({ port, address: plainAddress(context) }),
    ...(tls.enable ? [resource.port({ port: tls.port, address: machine.address })] : []),
    ...(tls.only
      ? [
          resource.check({
            name: "rabbitmq takes nobody from elsewhere without TLS",
            environment: { ADDRESS: machine.address, PORT: port },
            run: isClosed,
          }),
        ]
      : []),
  ];
}

/** Where clients' certificates are wanted, the test has none: it sees that it is not let in without. */
function overTls(context: TaskContext<RabbitmqConfig>): Resource {
  const { config, machine, resource } = context;
  const { certificate, authority } = certificateFiles(config.tls);
  const environment = { CERTIFICATE: certificate, ADDRESS: machine.address, PORT: config.tls.port };
  if (authority)
    return resource.check({
      name: "rabbitmq shows its certificate and wants one",
      environment,
      run: wantsCertificate,
      contains: "wants a certificate",
    });
  return resource.check({
    name: "rabbitmq delivers what is published over TLS",
    environment: { ...environment, ACCOUNT: config.admin_user, PASSWORD: adminPassword(context) },
    run: roundTripOverTls,
    contains: "forty-two",
  });
}
