import type { Resource, TaskContext, Value } from "@lambdastack/core/role";
import { folder } from "../../kubernetes-common/membership.ts";
import type { MasterConfig } from "../config.ts";
import { registrySecrets } from "./registry-secrets.ts";
import { applyObjects, hasObjects } from "./scripts.ts";

type Context = TaskContext<MasterConfig>;

/** What the cluster itself is told, by its first master: manifests lie as files beside kubeadm's own. */
export function objects(context: Context): Resource[] {
  return [...manifests(context, "drain", { source: "drain.yaml" }), ...network(context), ...registrySecrets(context)];
}

function network(context: Context): Resource[] {
  const { manifest, plugin, podSubnet } = context.config.advanced.networking;
  if (manifest !== undefined) return manifests(context, "network", { content: `${manifest.trimEnd()}\n` });
  if (plugin !== "flannel") return [];
  return manifests(context, "network", { template: "flannel.yaml.hbs", data: { podSubnet } });
}

type Text = { content: string } | { source: string } | { template: string; data?: { [key: string]: Value } };

function manifests({ resource }: Context, name: string, text: Text): Resource[] {
  const path = `${folder}/${name}.yaml`;
  return [
    resource.file({ path, mode: "0600", ...text }),
    resource.command({
      name: `kubernetes has the objects of ${name}.yaml`,
      environment: { MANIFESTS: path },
      unless: hasObjects,
      run: applyObjects,
    }),
  ];
}
