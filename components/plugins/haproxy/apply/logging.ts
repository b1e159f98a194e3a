import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { HaproxyConfig } from "../config.ts";

const rsyslogFile = "/etc/rsyslog.d/49-haproxy.conf";

/** HAProxy cannot write files itself: rsyslog takes its messages and logrotate keeps the file small. */
export function logging({ config, resource }: TaskContext<HaproxyConfig>): Resource[] {
  const data = { path: config.haproxy_log_path, days: config.logs_max_days };
  return [
    resource.package({ name: "rsyslog" }),
    resource.package({ name: "logrotate" }),
    resource.file({ path: rsyslogFile, template: "rsyslog.conf.hbs", data }),
    resource.service({ name: "rsyslog", running: true, enabled: true, watches: [rsyslogFile] }),
    resource.file({
      path: "/etc/logrotate.d/haproxy",
      template: "logrotate.hbs",
      data,
      validate: "logrotate --debug %s",
    }),
  ];
}
