import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { effectivePort } from "../parameters.ts";
import { isNoPrimary, isUnregistered, unregister } from "../replication/scripts.ts";
import { isReplicated, membersOf, replicationEnvironment } from "../replication/settings.ts";

/** A machine may go when nothing is on it that exists nowhere else. */
export default defineTask<PostgresqlConfig>((context) => {
  const { config, leaving = [], resource } = context;
  const staying = membersOf(context).filter(({ name }) => !leaving.some((one) => one.name === name));
  if (isReplicated(config) && staying.length > 0) return leavesReplication(context);
  const environment = { PGPORT: String(effectivePort(config)) };
  return [resource.check({ name: "asking the database what it holds", environment, run: holdsNothing, within: 1 })];
});

/** A standby may go at any time; its primary forgets it first, and with it what was kept for it. */
function leavesReplication(context: TaskContext<PostgresqlConfig>): Resource[] {
  const environment = replicationEnvironment(context);
  return [
    context.resource.check({ name: "asking postgresql what it is", environment, run: isNoPrimary, within: 1 }),
    context.resource.command({
      name: "postgresql leaves the replication",
      environment,
      unless: isUnregistered,
      independent: true,
      run: unregister,
    }),
  ];
}

// A standby's data is its primary's. Databases are asked one after the other: PostgreSQL sees no tables but those of the
// database it is connected to.
const holdsNothing = `cd /
ask() { PGDATABASE=$1 runuser -u postgres -- psql -XAtqw -v ON_ERROR_STOP=1 -c "$2"; }
standby=$(ask postgres 'SELECT pg_is_in_recovery()') || exit 1
[ "$standby" = f ] || exit 0
databases=$(ask postgres "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1") || exit 1
held=
while IFS= read -r database; do
  count=$(ask "$database" "SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname !~ '^pg_toast') + (SELECT count(*) FROM pg_largeobject_metadata)") || exit 1
  [ "$count" -eq 0 ] || held="$held; database $database holds $count tables and large objects"
done <<EOF
$databases
EOF
[ -z "$held" ] || { printf '%s\\n' "\${held#; }, which are nowhere else" >&2; exit 1; }
`;
