import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { layout } from "../layout.ts";
import { effectivePort } from "../parameters.ts";
import { accountsAreReady, makeAccounts } from "./accounts.ts";
import { discardHalfCopy, hasNoStrangers, isInPlace, isWholeCopy, removeStrangers, takePlace } from "./scripts.ts";
import { membersOf, promotesItself, replicationEnvironment, replicationOf } from "./settings.ts";

type Context = TaskContext<PostgresqlConfig>;

const settings = "/etc/repmgr.conf";
const passwords = "/var/lib/postgresql/.pgpass";

export const replicationPackages = ({ config, resource }: Context): Resource[] => [
  resource.package({ name: `postgresql-${config.version}-repmgr` }),
];

/** What repmgr and the database's own client read. */
export function replicationFiles(context: Context): Resource[] {
  const { config, machine, resource } = context;
  const replication = replicationOf(context);
  const owner = { owner: "postgres", group: "postgres" };
  return [
    resource.file({
      path: settings,
      template: "repmgr.conf.hbs",
      data: {
        node: machine.index,
        name: machine.name,
        address: machine.address,
        port: effectivePort(config),
        version: config.version,
        manager: replication.manager,
        database: replication.database,
        replicator: replication.replicator,
        ...layout(config.version),
        failover: promotesItself(membersOf(context)) ? "automatic" : "manual",
      },
      ...owner,
    }),
    resource.file({ path: passwords, template: "pgpass.hbs", data: { ...replication }, mode: "0600", ...owner }),
    resource.unit({ name: "repmgrd.service", template: "repmgrd.service.hbs", data: layout(config.version) }),
    resource.command({
      name: "postgresql has no half copy",
      environment: { ...replicationEnvironment(context), PROGRAMS: layout(config.version).programs },
      unless: isWholeCopy,
      independent: true,
      run: discardHalfCopy,
      timeLimit: 600,
    }),
  ];
}

/** Machines come one after another: each streams from the primary before the next is touched. */
export function replication(context: Context): Resource[] {
  const { config, resource } = context;
  const environment = replicationEnvironment(context);
  return [
    replicationAccounts(context),
    resource.command({
      name: "postgresql is the primary or follows it",
      environment: { ...environment, PROGRAMS: layout(config.version).programs },
      unless: isInPlace,
      run: takePlace,
      timeLimit: 3600,
    }),
    resource.command({
      name: "postgresql has no copy whose machine is gone",
      environment,
      unless: hasNoStrangers,
      run: removeStrangers,
    }),
    resource.service({ name: "repmgrd", running: true, enabled: true, watches: [settings] }),
  ];
}

/** Those that stream and watch. Made by the primary. */
export function replicationAccounts(context: Context): Resource {
  const { replicator, replicatorPassword, managerPassword } = replicationOf(context);
  return context.resource.command({
    name: "postgresql accounts for replication",
    environment: {
      ...replicationEnvironment(context),
      REPLICATOR: replicator,
      REPLICATOR_PASSWORD: replicatorPassword,
      PGPASSWORD: managerPassword,
    },
    unless: accountsAreReady,
    run: makeAccounts,
  });
}
