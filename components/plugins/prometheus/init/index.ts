import { type ComputedValue, defineInit, type InitContext, type ModuleState } from "@lambdastack/core/role";
import type { PrometheusConfig } from "../config.ts";
import { ruleGroups } from "../rules.ts";

/** Switches the alerts on that are about something of which this cluster has metrics: an exporter of that job. */
export default defineInit<PrometheusConfig>(({ state }) => {
  const roles = rolesByJob(state);
  return ruleGroups.flatMap((group): ComputedValue[] => {
    const role = roles.get(group);
    if (role === undefined) return [];
    return [{ key: `alertmanager.alert_rules.${group}`, value: true, from: `${role} has metrics of the job ${group}` }];
  });
});

/** Roles that are applied, by the job that they publish metrics of. */
function rolesByJob(state: InitContext["state"]): Map<string, string> {
  const applied = Object.values(state ?? {}).filter(
    (section): section is ModuleState => typeof section === "object" && section.status === "applied",
  );
  return new Map(
    applied.flatMap(({ role, published }) =>
      Object.values(published?.exporter ?? {}).map((one) => [String((one as { job?: string }).job), String(role)]),
    ),
  );
}
