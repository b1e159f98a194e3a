import type { Resource, TaskContext } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import { kubelet } from "../../kubernetes-common/kubelet.ts";
import { authorityHash, becomePart, criSocket, folder, isPart, joinToken } from "../../kubernetes-common/membership.ts";
import { endpointOn } from "../../kubernetes-master/settings.ts";
import { takesLists } from "../../kubernetes-master/versions.ts";
import type { NodeConfig } from "../config.ts";
import { labelsAreSet, setLabels } from "./labels.ts";

type Context = TaskContext<NodeConfig>;

export const configuration = `${folder}/join.yaml`;

export function membership(context: Context): Resource[] {
  const { config, machine, resource } = context;
  return [
    resource.directory({ path: "/etc/kubernetes" }),
    resource.directory({ path: folder, mode: "0700" }),
    joinConfiguration(context),
    resource.command({
      name: "kubernetes has this node",
      environment: { CONFIGURATION: configuration },
      unless: isPart,
      run: becomePart('kubeadm join --config "$CONFIGURATION" >&2\n'),
      timeLimit: 900,
    }),
    ...kubelet(context, "node"),
    ...(config.node_labels === ""
      ? []
      : [
          resource.command({
            name: "kubernetes node has its labels",
            environment: { NODE: machine.name, LABELS: config.node_labels.replaceAll(",", " ") },
            unless: labelsAreSet,
            run: setLabels,
          }),
        ]),
  ];
}

/** The token stands in a file that is root's alone, and in no argument list; it is valid while machines are missing. */
function joinConfiguration({ cluster, config, consumed, machine, output, resource, secret }: Context): Resource {
  const { address, port } = endpointOn(machine, consumed);
  const [first] = mastersOf(cluster);
  return resource.file({
    path: configuration,
    template: "join.yaml.hbs",
    data: {
      api: takesLists(config.version) ? "v1beta4" : "v1beta3",
      lists: takesLists(config.version),
      name: machine.name,
      address: machine.address,
      endpoint: `${address}:${port}`,
      criSocket,
      joinId: joinToken.id,
      joinSecret: secret(joinToken.secret, joinToken.recipe),
      authorityHash: first ? output(first, authorityHash) : "",
    },
    mode: "0600",
  });
}
