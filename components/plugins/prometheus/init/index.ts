import { defineInit, type ModuleState } from "@lambdastack/core/role";
import type { PrometheusConfig } from "../config.ts";
import { ruleGroups } from "../rules.ts";

/** Alert rules that are about one product, with the role that brings it. */
const roleOfGroup: Readonly<Partial<Record<(typeof ruleGroups)[number], string>>> = {
  haproxy: "haproxy",
  kafka: "kafka",
  node: "node-exporter",
  postgresql: "postgresql",
};

/** Alerts for what the cluster has. */
export default defineInit<PrometheusConfig>(({ state }) => {
  const applied = new Map(
    Object.values(state ?? {})
      .filter((section): section is ModuleState => typeof section === "object" && section.status === "applied")
      .map((section) => [String(section.role), section.version]),
  );
  return ruleGroups.flatMap((group) => {
    const role = roleOfGroup[group];
    if (role === undefined || !applied.has(role)) return [];
    const from = `the role ${role} ${applied.get(role) ?? ""}`.trimEnd();
    return [{ key: `alertmanager.alert_rules.${group}`, value: true, from: `${from} is applied` }];
  });
});
