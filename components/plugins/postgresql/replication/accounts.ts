/**
 * A standby has the accounts of its primary, and a machine that will become one needs none of its own. The standby says so itself:
 * after a restore the others may not know the password yet that they are asked with.
 */
const otherPrimary = `cd /
[ "$(runuser -u postgres -- env -u PGUSER -u PGPASSWORD PGDATABASE=postgres psql -XAtqw -c 'SELECT pg_is_in_recovery()' 2>/dev/null)" != t ] || exit 0
for other in $OTHERS; do
  [ "$(psql -XAtqw -h "$other" -c 'SELECT pg_is_in_recovery()' 2>/dev/null)" != f ] || exit 0
done
`;

/** Logs in over the network, as repmgr does. */
export const accountsAreReady = `${otherPrimary}
[ "$(psql -XAtqw -h "$ADDRESS" -c "SELECT count(*) FROM pg_extension WHERE extname = 'repmgr'")" = 1 ] &&
  [ "$(PGUSER=$REPLICATOR PGPASSWORD=$REPLICATOR_PASSWORD psql -XAtqw -h "$ADDRESS" -d postgres -c "SELECT rolreplication
    FROM pg_roles WHERE rolname = current_user")" = t ]
`;

// psql reads the values from its environment, so they are neither arguments nor part of the program; the first settings
// keep the passwords out of the database's own log.
export const makeAccounts = `${otherPrimary}
MANAGER=$PGUSER MANAGER_PASSWORD=$PGPASSWORD REPMGR_DATABASE=$PGDATABASE
export MANAGER MANAGER_PASSWORD REPMGR_DATABASE
runuser -u postgres -- env -u PGUSER -u PGPASSWORD PGDATABASE=postgres psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
SET log_statement TO 'none';
SET log_min_duration_statement TO -1;
SET log_min_error_statement TO panic;
SET pgaudit.log TO 'none';
\\getenv manager MANAGER
\\getenv manager_password MANAGER_PASSWORD
\\getenv replicator REPLICATOR
\\getenv replicator_password REPLICATOR_PASSWORD
\\getenv database REPMGR_DATABASE
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'manager', :'replicator']) AS wanted (name)
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE :"manager" WITH LOGIN SUPERUSER PASSWORD :'manager_password';
ALTER ROLE :"replicator" WITH LOGIN REPLICATION PASSWORD :'replicator_password';
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'manager')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
\\connect :"database"
CREATE EXTENSION IF NOT EXISTS repmgr;
SQL
`;
