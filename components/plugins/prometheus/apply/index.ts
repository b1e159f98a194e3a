import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import type { PrometheusConfig } from "../config.ts";
import { files } from "../files.ts";
import { commandLine, dataDirectory, listenPort, ownAddress } from "../flags.ts";
import { enabledRules } from "../rules.ts";
import { targetsByJob } from "../targets.ts";
import { alertmanager, alertmanagerAddress } from "./alertmanager.ts";

type Context = TaskContext<PrometheusConfig>;

const dropIn = "prometheus.service.d/lambdastack.conf";

export default defineTask<PrometheusConfig>((context) => [
  context.resource.package({ name: "prometheus" }),
  ...alertmanager(context),
  ...directories(context),
  ...rules(context),
  ...targets(context),
  configuration(context),
  ...service(context),
  context.publish("prometheus", { address: context.machine.address, port: listenPort(context.config) }),
]);

function directories({ config, resource }: Context): Resource[] {
  const paths = files(config);
  return [
    resource.directory({ path: config.config_directory }),
    resource.directory({ path: paths.rules }),
    resource.directory({ path: paths.targets }),
    resource.directory({ path: dataDirectory(config), owner: "prometheus", group: "prometheus" }),
  ];
}

function rules({ config, resource }: Context): Resource[] {
  return enabledRules(config).map((group) =>
    resource.file({
      path: `${files(config).rules}/${group}.yml`,
      source: `rules/${group}.yml`,
      validate: "promtool check rules %s",
    }),
  );
}

/** Prometheus notices these files by itself: a machine more or less restarts nothing. */
function targets({ config, consumed, resource }: Context): Resource[] {
  return targetsByJob(consumed.exporter ?? []).map(({ job, targets }) =>
    resource.file({
      path: `${files(config).targets}/${fileName(job)}.yml`,
      template: "targets.yml.hbs",
      data: { targets },
    }),
  );
}

/** A job may have any name; a file may not. */
function fileName(job: string): string {
  return encodeURIComponent(job).replaceAll(".", "%2E");
}

function configuration({ config, machine, resource }: Context): Resource {
  const { rules, targets, configuration: path } = files(config);
  return resource.file({
    path,
    template: "prometheus.yml.hbs",
    data: {
      scrapeInterval: config.scrape_interval,
      scrapeTimeout: config.scrape_timeout,
      evaluationInterval: config.evaluation_interval,
      metricsPath: config.metrics_path,
      rules: `${rules}/*.yml`,
      targets: `${targets}/*.yml`,
      alertmanager: config.alertmanager.enable ? alertmanagerAddress : "",
      remoteWrite: config.remote_write ?? [],
      remoteRead: config.remote_read ?? [],
      machine: machine.name,
      ownAddress: ownAddress(config),
    },
    mode: "0640",
    group: "prometheus",
    validate: "promtool check config %s",
  });
}

function service({ config, resource }: Context): Resource[] {
  const { configuration, rules } = files(config);
  return [
    resource.unit({ name: dropIn, template: "flags.conf.hbs", data: { flags: commandLine(config) } }),
    resource.service({
      name: "prometheus",
      running: true,
      enabled: true,
      watches: [configuration, rules, `/etc/systemd/system/${dropIn}`],
    }),
  ];
}
