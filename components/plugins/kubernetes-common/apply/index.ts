import { defineTask } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";
import { endpointOf, isBalanced } from "../endpoint.ts";
import { balancer } from "./balancer.ts";
import { containerd } from "./containerd.ts";
import { kernel } from "./kernel.ts";
import { kubeletUnit } from "./kubelet-unit.ts";

export default defineTask<CommonConfig>((context) => [
  ...kernel(context),
  ...containerd(context),
  ...(isBalanced(context) ? balancer(context) : []),
  kubeletUnit(context),
  context.publish("kubernetes-endpoint", { ...endpointOf(context), apiPort: context.config.api_port }),
]);
