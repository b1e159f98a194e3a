import type { PreparedMachine } from "@lambdastack/core";
import type { AnsibleWork } from "./ansible-work.ts";

/** What Ansible's check mode said stands in the plan beside what the engine compared. */
export function withEstimates(prepared: PreparedMachine, ansible: AnsibleWork): PreparedMachine {
  const { plan } = prepared;
  const estimates = ansible.estimatesOn(plan.machine);
  const deferred = estimates.flatMap(({ role, estimate }) =>
    estimate.deferred === undefined ? [] : [{ role, reason: estimate.deferred }],
  );
  const changes = estimates.flatMap(({ estimate }) => estimate.changes);
  return {
    ...prepared,
    plan: { ...plan, changes: [...plan.changes, ...changes], deferred: [...plan.deferred, ...deferred] },
  };
}
