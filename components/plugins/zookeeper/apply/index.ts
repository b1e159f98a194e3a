import { defineTask, type Machine, type Resource, type TaskContext } from "@lambdastack/core/role";
import { checkConfig } from "../check-config.ts";
import type { ZookeeperConfig } from "../config.ts";
import { ensembleEnvironment } from "../ensemble.ts";
import { isServing, startServing } from "../scripts.ts";
import { linesOf, settingsOf } from "../settings.ts";

type Context = TaskContext<ZookeeperConfig>;

const settings = "/etc/zookeeper/zoo.cfg";

export default defineTask<ZookeeperConfig>((context) => {
  const { config, machine, cluster, publish } = context;
  const members = cluster.roles.zookeeper ?? [];
  checkConfig(config, members);
  return [
    ...software(context),
    ...configuration(context, members),
    ...service(context, members),
    publish("zookeeper", { address: machine.address, port: config.client_port }),
  ];
});

/** Debian's package `zookeeper` would bring a desktop's Java with it; the library holds the server and its client alike. */
function software({ resource }: Context): Resource[] {
  return [
    resource.package({ name: "default-jre-headless" }),
    resource.package({ name: "libzookeeper-java" }),
    resource.group({ name: "zookeeper", system: true }),
    resource.user({ name: "zookeeper", group: "zookeeper", system: true, home: "/var/lib/zookeeper" }),
    resource.file({ path: "/usr/local/bin/zkCli.sh", source: "zkCli.sh", mode: "0755" }),
  ];
}

function configuration({ config, machine, resource }: Context, members: readonly Machine[]): Resource[] {
  const servers = members.length > 1 ? members.map(({ index, address }) => ({ index, address })) : [];
  const owner = { owner: "zookeeper", group: "zookeeper" };
  return [
    resource.directory({ path: config.data_directory, mode: "0750", ...owner }),
    resource.file({ path: `${config.data_directory}/myid`, content: `${machine.index}\n`, ...owner }),
    resource.directory({ path: "/etc/zookeeper" }),
    resource.file({
      path: settings,
      template: "zoo.cfg.hbs",
      data: {
        settings: settingsOf(config, machine).map(([key, value]) => ({ key, value })),
        servers,
        peerPort: config.peer_port,
        electionPort: config.election_port,
        lines: linesOf(config),
      },
    }),
    resource.unit({
      name: "zookeeper.service",
      template: "zookeeper.service.hbs",
      data: { heap: config.heap_megabytes },
    }),
  ];
}

/** Machines come one after another: each serves clients before the next is touched. */
function service({ config, machine, resource }: Context, members: readonly Machine[]): Resource[] {
  return [
    resource.service({
      name: "zookeeper",
      running: true,
      enabled: true,
      watches: [settings, `${config.data_directory}/myid`, "/etc/systemd/system/zookeeper.service"],
    }),
    resource.command({
      name: "zookeeper serves clients",
      environment: ensembleEnvironment(machine, members, config),
      unless: isServing,
      run: startServing,
      timeLimit: 300,
    }),
  ];
}
