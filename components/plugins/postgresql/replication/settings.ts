import type { Machine, SecretReference, TaskContext } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { layout } from "../layout.ts";
import { effectivePort } from "../parameters.ts";

type Context = TaskContext<PostgresqlConfig>;

/** Defaults of these stand in defaults.yml. */
export interface Replication {
  /** Streams changes. */
  replicator: string;
  replicatorPassword: SecretReference;
  /** Owns what repmgr keeps, and may do everything. */
  manager: string;
  managerPassword: SecretReference;
  database: string;
}

export const isReplicated = ({ extensions }: PostgresqlConfig): boolean => extensions.replication?.enabled === true;

export function replicationOf({ config, secret }: Context): Replication {
  const given = config.extensions.replication ?? {};
  return {
    replicator: given.replication_user_name ?? "",
    replicatorPassword: given.replication_user_password ?? secret("postgresql-replication-password"),
    manager: given.privileged_user_name ?? "",
    managerPassword: given.privileged_user_password ?? secret("postgresql-privileged-password"),
    database: given.repmgr_database ?? "",
  };
}

/** Every machine that is a copy of the same database, this one among them. */
export function membersOf({
  config,
  machine,
  cluster,
}: Pick<Context, "config" | "machine" | "cluster">): readonly Machine[] {
  return isReplicated(config) ? (cluster.roles.postgresql ?? []) : [machine];
}

/**
 * With three machines or more, most of them can see that the primary is gone. Of two, one cannot know whether the other one
 * died or only the network between them, and a second primary would be worse than none.
 */
export const promotesItself = (members: readonly Machine[]): boolean => members.length >= 3;

/** What the scripts of `scripts.ts` are told. */
export function replicationEnvironment(context: Context) {
  const { config, machine } = context;
  const members = membersOf(context);
  const { manager, database } = replicationOf(context);
  const { data, service } = layout(config.version);
  return {
    PGPORT: effectivePort(config),
    PGUSER: manager,
    PGDATABASE: database,
    PGCONNECT_TIMEOUT: 5,
    ADDRESS: machine.address,
    OTHERS: members
      .filter(({ name }) => name !== machine.name)
      .map(({ address }) => address)
      .join(" "),
    NODES: members.map(({ index }) => index).join(" "),
    NODE: machine.index,
    IS_FIRST: members[0]?.name === machine.name ? "yes" : "no",
    DATA: data,
    SERVICE: service,
  };
}
