import type { TaskContext } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { effectivePort } from "../parameters.ts";
import { isReplicated, replicationOf } from "../replication/settings.ts";

/** Name of the one dump of a database. */
export const DUMP = "databases.sql.gz";

/** What the scripts around a backup are told. Replication makes its own database anew. */
export function contentEnvironment(context: TaskContext<PostgresqlConfig>) {
  const { config } = context;
  return {
    PGDATABASE: "postgres",
    PGPORT: String(effectivePort(config)),
    LEFT_OUT: isReplicated(config) ? replicationOf(context).database : "",
  };
}

/** A standby has what its primary has, which gives it and takes it. */
export const isStandby = `cd /
[ "$(psql -XAtqw -c 'SELECT pg_is_in_recovery()')" = t ]
`;
