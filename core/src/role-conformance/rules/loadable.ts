import { isHostFault } from "../../plugin-host/plugin-conduct.ts";
import type { TaskName } from "../../plugin-host/role.ts";
import type { Rule } from "../rule.ts";

/** Also the tasks that no test in memory asks. */
export const loadable: Rule = {
  name: "loadable",
  promise: "exports a task from each of its task folders",
  async problems({ host, role }) {
    const tasks = Object.keys(role.tasks) as TaskName[];
    const ended = await Promise.allSettled(tasks.map((task) => host.loadTask(role.name, task)));
    return ended.flatMap((end) =>
      end.status === "rejected" && !isHostFault(end.reason) ? [(end.reason as Error).message] : [],
    );
  },
};
