import type { TaskContext } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { membersOf, nodeName } from "../nodes.ts";

/** Name of the one dump of a cluster. */
export const DEFINITIONS = "definitions.json";

/** What the scripts around a backup are told. */
export function contentEnvironment(context: TaskContext<RabbitmqConfig>) {
  const members = membersOf(context);
  const { config, machine } = context;
  const before = members.slice(
    0,
    members.findIndex(({ name }) => name === machine.name),
  );
  return {
    ACCOUNT: config.admin_user,
    /** Nodes of the cluster that stand before this one. */
    EARLIER: before.map(nodeName).join(" "),
  };
}
