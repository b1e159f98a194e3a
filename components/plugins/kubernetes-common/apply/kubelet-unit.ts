import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";

/** The packages of Kubernetes know nothing of the runtime that the kubelet needs. */
export function kubeletUnit({ resource }: TaskContext<CommonConfig>): Resource {
  return resource.unit({ name: "kubelet.service.d/lambdastack.conf", content: dropIn });
}

const dropIn = `# Written by LambdaStack; changes made here are undone.
[Unit]
Wants=containerd.service
After=containerd.service
`;
