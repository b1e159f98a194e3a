import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { alertmanagerAddress } from "../apply/alertmanager.ts";
import type { PrometheusConfig } from "../config.ts";
import { ownAddress } from "../flags.ts";
import { enabledRules } from "../rules.ts";
import { targetsByJob } from "../targets.ts";

type Context = TaskContext<PrometheusConfig>;

export default defineTask<PrometheusConfig>((context) => [
  context.resource.check({
    name: "prometheus service is active",
    run: "systemctl is-active prometheus",
    contains: "active",
  }),
  context.resource.http({ name: "prometheus is ready", url: `${api(context)}/-/ready`, within: 60 }),
  ...ruleChecks(context),
  ...targetChecks(context),
  ...alertmanagerChecks(context),
]);

function api({ config }: Context): string {
  return `http://${ownAddress(config)}`;
}

function ruleChecks(context: Context): Resource[] {
  return enabledRules(context.config).map((group) =>
    context.resource.http({
      name: `prometheus evaluates the rules "${group}"`,
      url: `${api(context)}/api/v1/rules`,
      contains: `"name":"${group}"`,
    }),
  );
}

/** Asks for the number of answering targets of each job; a new target is first scraped after an interval. */
function targetChecks(context: Context): Resource[] {
  const jobs = targetsByJob(context.consumed.exporter ?? []).map(({ job, targets }) => ({
    job,
    count: targets.length,
  }));
  return [{ job: "prometheus", count: 1 }, ...jobs].map(({ job, count }) =>
    context.resource.http({
      name: `prometheus sees all targets of ${job} up`,
      url: `${api(context)}/api/v1/query?query=${encodeURIComponent(`sum(up{job=${JSON.stringify(job)}})`)}`,
      contains: `,"${count}"]`,
      within: 90,
    }),
  );
}

function alertmanagerChecks({ config, resource }: Context): Resource[] {
  if (!config.alertmanager.enable) return [];
  return [resource.http({ name: "alertmanager is ready", url: `http://${alertmanagerAddress}/-/ready`, within: 60 })];
}
