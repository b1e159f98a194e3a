import type { PrometheusConfig } from "./config.ts";

/** The rule files beside the apply task; a test compares this list with the folder. */
export const ruleGroups = ["common", "container", "haproxy", "kafka", "node", "postgresql", "prometheus"] as const;

export function enabledRules({ alertmanager: { alert_rules } }: PrometheusConfig): string[] {
  return ruleGroups.filter((group) => alert_rules[group]);
}
