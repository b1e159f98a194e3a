import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { adminPassword } from "../accounts.ts";
import type { PostgresqlConfig } from "../config.ts";
import { layout } from "../layout.ts";
import { effectivePort } from "../parameters.ts";
import { failsOver, replicates } from "../replication/scripts.ts";
import { isReplicated, membersOf, replicationEnvironment } from "../replication/settings.ts";

export default defineTask<PostgresqlConfig>((context) => {
  const { config, machine, resource } = context;
  const port = effectivePort(config);
  const password = adminPassword(context);
  return [
    resource.check({
      name: "postgresql package is installed",
      run: `dpkg-query -W -f '\${Status}' postgresql-${config.version}`,
      contains: "install ok installed",
    }),
    resource.check({
      name: "postgresql service is active",
      run: `systemctl is-active ${layout(config.version).service}`,
      contains: "active",
    }),
    resource.port({ port }),
    resource.sql({
      name: "postgresql lets the administrator in over the network",
      engine: "postgresql",
      address: machine.address,
      port,
      database: "postgres",
      user: config.admin_user,
      password,
      query: "SELECT current_user",
      expect: config.admin_user,
    }),
    ...replicationChecks(context),
    resource.check({
      name: "postgresql keeps what is written to a table",
      environment: { PGDATABASE: "postgres", PGPORT: String(port), PGUSER: config.admin_user, PGPASSWORD: password },
      run: roundTrip,
      contains: "42",
    }),
  ];
});

function replicationChecks(context: TaskContext<PostgresqlConfig>): Resource[] {
  if (!isReplicated(context.config)) return [];
  const standbys = membersOf(context).length - 1;
  return [
    context.resource.check({
      name: "postgresql replicates",
      environment: { ...replicationEnvironment(context), WANTED: standbys },
      run: replicates,
      contains: `${standbys} of them stream`,
    }),
    context.resource.check({
      name: "repmgrd watches the primary",
      environment: replicationEnvironment(context),
      run: failsOver,
    }),
    context.resource.check({ name: "repmgrd is active", run: "systemctl is-active repmgrd", contains: "active" }),
  ];
}

// Rolled back, so that a test leaves nothing behind. A standby takes nothing; that it follows is checked for itself.
const roundTrip = `cd /
[ "$(psql -XAtqwc 'SELECT pg_is_in_recovery()')" = f ] || { echo 42; exit; }
psql -XAtqw -v ON_ERROR_STOP=1 <<'SQL'
BEGIN;
CREATE SCHEMA lambdastack_test;
CREATE TABLE lambdastack_test.answers (answer integer);
INSERT INTO lambdastack_test.answers VALUES (40), (2);
SELECT sum(answer) FROM lambdastack_test.answers;
ROLLBACK;
SQL
`;
