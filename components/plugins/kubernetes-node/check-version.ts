import type { TaskContext } from "@lambdastack/core/role";
import type { NodeConfig } from "./config.ts";
import { unfitVersion } from "./errors.ts";

/**
 * A kubelet may be up to three minor versions older than any API server, and not newer, see the page "Version Skew Policy"
 * of Kubernetes. Throws `kubernetes-unfit-version`.
 */
export function checkVersion({ config, consumed }: Pick<TaskContext<NodeConfig>, "config" | "consumed">): void {
  for (const { machine, value } of consumed.kubernetes ?? []) {
    const { version } = value as { version: string };
    const difference = comparable(version) - comparable(config.version);
    const minors = minorOf(version) - minorOf(config.version);
    if (difference < 0 || minors > 3) throw unfitVersion(config.version, version, machine.name);
  }
}

const minorOf = (version: string): number => Number(version.split(".")[1]);

/** Patches are below a thousand. */
const comparable = (version: string): number => minorOf(version) * 1000 + Number(version.split(".")[2]);
