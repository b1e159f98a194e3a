import type { TaskContext } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { membersOf, nodeName, plainAddress } from "../nodes.ts";

/** Names of the dumps of a cluster: what there is, and what waits in it. */
export const DEFINITIONS = "definitions.json";
export const MESSAGES = "messages.json.gz";

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
    ADDRESS: plainAddress(context),
    PORT: config.amqp_port,
    /** Nodes of the cluster that stand before this one. */
    EARLIER: before.map(nodeName).join(" "),
  };
}
