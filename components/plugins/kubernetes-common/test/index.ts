import { defineTask } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";
import { isBalanced } from "../endpoint.ts";

export default defineTask<CommonConfig>((context) => {
  const { config, resource } = context;
  return [
    resource.check({ name: "containerd service is active", run: "systemctl is-active containerd", contains: "active" }),
    resource.check({ name: "containerd answers", run: "ctr version", contains: "Server:" }),
    resource.check({
      name: "containerd leaves cgroups to systemd",
      run: "containerd config dump",
      contains: "SystemdCgroup = true",
    }),
    ...(isBalanced(context) ? [resource.port({ port: config.balancer_port, address: "127.0.0.1" })] : []),
  ];
});
