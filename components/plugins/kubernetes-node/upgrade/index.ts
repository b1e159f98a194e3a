import { defineTask } from "@lambdastack/core/role";
import { kubeletUpgrade } from "../../kubernetes-common/upgrade-kubelet.ts";
import { endpointOn } from "../../kubernetes-master/settings.ts";
import { configuration } from "../apply/membership.ts";
import type { NodeConfig } from "../config.ts";

/** A node follows its masters, alone: all of it before the next one. */
export default defineTask<NodeConfig>((context) => {
  const { consumed, machine, resource } = context;
  const { apiPort } = endpointOn(machine, consumed);
  return [
    resource.package({ name: "kubeadm" }),
    resource.step({ name: "kubernetes node follows its masters", run: "kubeadm upgrade node >&2\n", timeLimit: 900 }),
    ...kubeletUpgrade(context, { apiPort, afterAll: false }),
    resource.file({ path: configuration }),
  ];
});
