import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { accounts, databases } from "../accounts.ts";
import { checkConfig } from "../check-config.ts";
import type { Access, PostgresqlConfig } from "../config.ts";
import { layout } from "../layout.ts";
import { chapters, effectivePort } from "../parameters.ts";
import { replication, replicationFiles, replicationPackages } from "../replication/resources.ts";
import { isReplicated, membersOf, replicationOf } from "../replication/settings.ts";

export default defineTask<PostgresqlConfig>((context) => {
  checkConfig(context.config, membersOf(context));
  return [
    ...packages(context),
    ...configuration(context),
    ...(isReplicated(context.config) ? replicationFiles(context) : []),
    service(context),
    reloadAccess(context),
    ...(isReplicated(context.config) ? replication(context) : []),
    ...accounts(context),
    ...databases(context),
    context.publish("postgresql", {
      address: context.machine.address,
      port: effectivePort(context.config),
      version: context.config.version,
    }),
  ];
});

/** The file between the packages decides how the second one creates the database, whatever the locale of the session. */
function packages(context: TaskContext<PostgresqlConfig>): Resource[] {
  const { config, resource } = context;
  return [
    resource.package({ name: "postgresql-common" }),
    resource.directory({ path: "/etc/postgresql-common/createcluster.d" }),
    resource.file({ path: "/etc/postgresql-common/createcluster.d/lambdastack.conf", source: "createcluster.conf" }),
    resource.package({ name: `postgresql-${config.version}` }),
    ...(config.extensions.pgaudit?.enabled ? [resource.package({ name: `postgresql-${config.version}-pgaudit` })] : []),
    ...(isReplicated(config) ? replicationPackages(context) : []),
    resource.package({ name: "logrotate" }),
  ];
}

function configuration(context: TaskContext<PostgresqlConfig>): Resource[] {
  const { config, resource } = context;
  const { access, data, parameters, programs } = layout(config.version);
  const database = { owner: "postgres", group: "postgres" };
  return [
    resource.file({
      path: parameters,
      template: "lambdastack.conf.hbs",
      data: { chapters: chapters(config) },
      ...database,
      validate: `runuser -u postgres -- ${programs}/postgres -D ${data} -C port -c config_file=%s`,
    }),
    resource.file({
      path: access,
      template: "pg_hba.conf.hbs",
      data: {
        access: [...config.access, ...replicationAccess(context)].map((entry) => ({
          method: "scram-sha-256",
          ...entry,
        })),
      },
      mode: "0640",
      ...database,
    }),
    resource.file({
      path: "/etc/logrotate.d/postgresql-common",
      content: `${config.logrotate.postgresql ?? ""}\n`,
      validate: "logrotate --debug %s",
    }),
  ];
}

function replicationAccess(context: TaskContext<PostgresqlConfig>): Access[] {
  if (!isReplicated(context.config)) return [];
  const { manager, replicator, database } = replicationOf(context);
  return [
    { database: "replication", user: replicator, address: "samenet" },
    { database: "postgres", user: replicator, address: "samenet" },
    { database, user: manager, address: "samenet" },
  ];
}

function service({ config, resource }: TaskContext<PostgresqlConfig>): Resource {
  const { service: name, parameters } = layout(config.version);
  return resource.service({ name, running: true, enabled: true, watches: [parameters] });
}

/** A change of who may log in needs a reload only; a restart would end the work of everybody who is logged in. */
function reloadAccess({ config, resource }: TaskContext<PostgresqlConfig>): Resource {
  return resource.command({
    name: "postgresql reads pg_hba.conf",
    user: "postgres",
    environment: { PGDATABASE: "postgres", PGPORT: String(effectivePort(config)), FILE: layout(config.version).access },
    unless: `cd /
written=$(stat -c %.6Y "$FILE")
[ "$(psql -XAtqc "SELECT extract(epoch FROM pg_conf_load_time()) > $written")" = t ]
`,
    run: `cd /
psql -XAtqc "SELECT pg_reload_conf()"
`,
  });
}
