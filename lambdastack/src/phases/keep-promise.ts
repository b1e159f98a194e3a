import { plansOf } from "@lambdastack/components";
import { type ComponentsPlan, changesBeyond, type Phase, throwProblems } from "@lambdastack/core";
import type { ClusterRun } from "../cluster-run.ts";
import { beyondApproval } from "../errors.ts";

/** Compares roles anew now that machines exist, and refuses what the approved plan did not show. */
export const compareAgain = (compare: Phase<ClusterRun>): Phase<ClusterRun> => ({
  ...compare,
  name: "compare-roles-again",
  title: "Comparing roles with the new machines",
  async run(cluster) {
    const approved = plansOf(cluster.components);
    const summary = await compare.run(cluster);
    requirePromise(approved, plansOf(cluster.components));
    return summary;
  },
});

function requirePromise(approved: ComponentsPlan, current: ComponentsPlan): void {
  const beyond = current.machines.flatMap((plan) => {
    const before = approved.machines.find(({ machine }) => machine === plan.machine);
    return before ? changesBeyond(before, plan) : [];
  });
  throwProblems(
    beyond.map(beyondApproval),
    (count) => `${count} changes turned up that the approved plan did not show.`,
  );
}
