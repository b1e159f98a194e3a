import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { checkConfig } from "../check-config.ts";
import type { EtcdConfig } from "../config.ts";
import { clientUrl, ensembleEnvironment, peerUrl } from "../ensemble.ts";
import { becomeMember, begin, hasBegun, hasNoStrangers, isMember, removeStrangers } from "../scripts.ts";

type Context = TaskContext<EtcdConfig>;

const settings = "/etc/default/etcd";
const dropIn = "etcd.service.d/lambdastack.conf";

export default defineTask<EtcdConfig>((context) => {
  checkConfig(context.config);
  const { config, machine, publish, resource } = context;
  return [
    resource.package({ name: "etcd-server" }),
    resource.package({ name: "etcd-client" }),
    ...configuration(context),
    ...membership(context),
    publish("etcd", { address: machine.address, clientPort: config.client_port, peerPort: config.peer_port }),
    publish("exporter", { job: "etcd", port: config.client_port, path: "/metrics" }),
  ];
});

function configuration({ config, machine, resource }: Context): Resource[] {
  return [
    resource.file({
      path: settings,
      template: "etcd.env.hbs",
      data: { ...config, name: machine.name, clientUrl: clientUrl(machine, config), peerUrl: peerUrl(machine, config) },
    }),
    resource.unit({ name: dropIn, template: "unit.conf.hbs", data: { data: config.data_directory } }),
    resource.directory({ path: config.data_directory, mode: "0700", owner: "etcd", group: "etcd" }),
  ];
}

/** Machines come one after another: each joins, votes and answers before the next is touched. */
function membership({ config, machine, cluster, resource }: Context): Resource[] {
  const environment = ensembleEnvironment(machine, cluster.roles.etcd ?? [], config);
  return [
    resource.command({ name: "etcd knows how to begin", environment, unless: hasBegun, run: begin }),
    resource.service({
      name: "etcd",
      running: true,
      enabled: true,
      watches: [settings, `/etc/systemd/system/${dropIn}`],
    }),
    resource.command({
      name: "etcd votes and answers",
      environment,
      unless: isMember,
      run: becomeMember,
      timeLimit: 300,
    }),
    resource.command({
      name: "etcd has no member whose machine is gone",
      environment,
      unless: hasNoStrangers,
      run: removeStrangers,
    }),
  ];
}
