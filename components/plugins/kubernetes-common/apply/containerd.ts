import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";

const configuration = "/etc/containerd/config.toml";

/** The kubelet's cgroups are systemd's, so containerd's must be too. */
export function containerd({ config, resource }: TaskContext<CommonConfig>): Resource[] {
  return [
    resource.package({ name: "containerd" }),
    resource.directory({ path: "/etc/containerd" }),
    resource.file({
      path: configuration,
      template: "config.toml.hbs",
      data: { sandboxImage: config.sandbox_image },
      validate: "containerd --config %s config dump",
    }),
    resource.service({ name: "containerd", running: true, enabled: true, watches: [configuration] }),
  ];
}
