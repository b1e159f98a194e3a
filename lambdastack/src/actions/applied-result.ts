import { influencedText } from "@lambdastack/core";
import { exitCodes, type Invocation, type Outcome } from "@lambdastack/core/cli";
import type { ClusterPlan } from "../lambdastack.ts";

/** Says what a run changed, for people and for programs. */
export function appliedResult({ terminal }: Invocation, applied: ClusterPlan): Outcome {
  const changed = applied.components.machines.reduce((sum, { changes }) => sum + changes.length, 0);
  const made = applied.infrastructure.changes.length;
  const served = applied.repository.length;
  const repository = served === 0 ? "" : `${served} in the repository, `;
  terminal.print(`Done: ${made} changed in the infrastructure, ${repository}${changed} changed on machines.`);
  const influenced = influencedText(applied.components);
  if (influenced !== "") terminal.print(influenced);
  return {
    exitCode: exitCodes.done,
    data: {
      changed: made + served + changed,
      infrastructure: applied.infrastructure.changes,
      ...(served > 0 && { repository: applied.repository }),
      machines: applied.components.machines,
      ...(applied.components.influenced && { influenced: applied.components.influenced }),
    },
  };
}
