import type { Resource, TaskContext } from "@lambdastack/core/role";
import { kubelet } from "../../kubernetes-common/kubelet.ts";
import type { MasterConfig } from "../config.ts";
import { kubeconfig } from "./files.ts";
import { kubeconfigIsMade, makeKubeconfig, setTaint, taintIsRight } from "./scripts.ts";

type Context = TaskContext<MasterConfig>;

export function running(context: Context): Resource[] {
  const { machine, resource } = context;
  const isForPods = takesPods(context);
  return [
    ...kubelet(context, "master"),
    resource.command({
      name: isForPods ? "kubernetes master runs pods" : "kubernetes master is kept free of pods",
      environment: { NODE: machine.name, ALLOWED: isForPods ? "yes" : "no" },
      unless: taintIsRight,
      run: setTaint,
    }),
  ];
}

/** The component is a whole cluster on one machine: pods have no other place. */
const takesPods = ({ config, machine }: Context): boolean =>
  config.allow_pods_on_master || machine.component === "single_machine";

/** For root on the machine, and for people elsewhere. */
export function kubeconfigs({ config, resource }: Context): Resource[] {
  const { hostname, port } = config.advanced.kubeconfig.local.api_server;
  return [
    resource.directory({ path: "/root/.kube", mode: "0700" }),
    resource.link({ path: "/root/.kube/config", target: "/etc/kubernetes/admin.conf" }),
    resource.command({
      name: "kubernetes has a kubeconfig for people elsewhere",
      environment: { FILE: kubeconfig, PLACE: `${hostname}:${port}` },
      unless: kubeconfigIsMade,
      run: makeKubeconfig,
    }),
  ];
}
