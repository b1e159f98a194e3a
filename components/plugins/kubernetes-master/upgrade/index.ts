import { defineTask } from "@lambdastack/core/role";
import { kubeletUpgrade } from "../../kubernetes-common/upgrade-kubelet.ts";
import { joinConfiguration, kubeadmConfiguration } from "../apply/files.ts";
import type { MasterConfig } from "../config.ts";
import { endpointOn, isFirst } from "../settings.ts";
import { upgradeCluster, upgradeMaster } from "./scripts.ts";

/**
 * The first master upgrades the cluster, the others follow it, and only then the kubelets of masters, one after another: an
 * API server may be one minor version older than another one, and no kubelet may be newer than any of them.
 */
export default defineTask<MasterConfig>((context) => {
  const { consumed, machine, resource } = context;
  const { apiPort } = endpointOn(machine, consumed);
  return [
    resource.package({ name: "kubeadm" }),
    isFirst(context)
      ? resource.step({ name: "kubernetes is upgraded by kubeadm", run: upgradeCluster, timeLimit: 1800 })
      : resource.step({ name: "kubernetes master follows the first one", run: upgradeMaster, timeLimit: 1800 }),
    ...kubeletUpgrade(context, { apiPort, afterAll: true }),
    resource.file({ path: isFirst(context) ? kubeadmConfiguration : joinConfiguration }),
  ];
});
