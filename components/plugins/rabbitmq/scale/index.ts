import { defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { clusterEnvironment, membersOf } from "../nodes.ts";
import { hasLeft, holdsNothingAlone, leaveCluster } from "../scripts.ts";

/** A node leaves its cluster once nothing is on it alone; one on its own may go when it holds no queue. */
export default defineTask<RabbitmqConfig>((context) => {
  const { machine, leaving = [], resource } = context;
  const staying = membersOf(context).filter(({ name }) => !leaving.some((one) => one.name === name));
  const environment = clusterEnvironment(machine, staying);
  const check = resource.check({
    name: "asking rabbitmq what it holds",
    environment,
    run: holdsNothingAlone,
    within: 1,
  });
  if (staying.length === 0) return [check];
  return [
    check,
    resource.command({
      name: "rabbitmq leaves its cluster",
      environment,
      unless: hasLeft,
      independent: true,
      run: leaveCluster,
    }),
  ];
});
