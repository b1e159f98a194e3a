import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";
import { hasLeft, leave, othersAreReady } from "../drain.ts";
import { mastersOf } from "../endpoint.ts";
import { drainToken } from "../membership.ts";

type Context = TaskContext<CommonConfig>;

/** Where no master stays, there is nobody to tell and nowhere to move pods; whether that may be, the masters say. */
export default defineTask<CommonConfig>((context) => {
  const { config, machine, cluster, leaving = [] } = context;
  const masters = mastersOf(cluster);
  const staying = masters.filter(({ name }) => !leaving.some((one) => one.name === name));
  if (staying.length === 0) return [];
  const places = staying.map(({ address }) => `${address}:${config.api_port}`).join(" ");
  const isMaster = masters.some(({ name }) => name === machine.name);
  return [...(isMaster ? [quorum(context, places)] : []), departure(context, places)];
});

/** A member of etcd goes with a master: those that stay must be enough without it. */
function quorum({ resource }: Context, masters: string): Resource {
  return resource.check({
    name: "asking the masters that stay",
    environment: { MASTERS: masters },
    run: othersAreReady,
    within: 1,
  });
}

function departure({ machine, resource, secret }: Context, masters: string): Resource {
  return resource.command({
    name: "kubernetes drains the machine and forgets it",
    environment: {
      NODE: machine.name,
      MASTERS: masters,
      TOKEN_ID: drainToken.id,
      TOKEN_SECRET: secret(drainToken.secret, drainToken.recipe),
    },
    unless: hasLeft,
    independent: true,
    run: leave,
    timeLimit: 900,
  });
}
