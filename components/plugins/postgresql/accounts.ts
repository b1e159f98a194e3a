import type { Resource, SecretReference, TaskContext } from "@lambdastack/core/role";
import type { PostgresqlConfig, User } from "./config.ts";
import { effectivePort } from "./parameters.ts";

type Context = TaskContext<PostgresqlConfig>;

export function adminPassword({ config, secret }: Context): SecretReference {
  return config.admin_password ?? secret("postgresql-admin-password");
}

/** One command per account. Its guard logs in with the password, so a rotated secret is noticed. */
export function accounts(context: Context): Resource[] {
  const { config, secret } = context;
  const admin: User = { name: config.admin_user, password: adminPassword(context), superuser: true };
  return [admin, ...(config.users ?? [])].map((user) =>
    context.resource.command({
      name: `postgresql account ${user.name}`,
      user: "postgres",
      environment: {
        PGDATABASE: "postgres",
        PGPORT: String(effectivePort(config)),
        ACCOUNT: user.name,
        PASSWORD: user.password ?? secret(`postgresql-user-${user.name}-password`),
        RIGHTS: [user.superuser ?? false, user.create_databases ?? false].join("|"),
      },
      unless: loginHasRights,
      run: createOrAlterAccount,
    }),
  );
}

/** One command per database. Nothing ever drops one. */
export function databases({ config, resource }: Context): Resource[] {
  return (config.databases ?? []).map(({ name, owner = config.admin_user }) =>
    resource.command({
      name: `postgresql database ${name}`,
      user: "postgres",
      environment: { PGDATABASE: "postgres", PGPORT: String(effectivePort(config)), DATABASE: name, OWNER: owner },
      unless: databaseHasOwner,
      run: createOrAlterDatabase,
    }),
  );
}

/** A standby has what its primary has, which the run on that one sees to. */
const unlessStandby = `[ "$(psql -XAtqw -d postgres -c 'SELECT pg_is_in_recovery()')" != t ] || exit 0
`;

const loginHasRights = `cd /
${unlessStandby}rights=$(PGUSER=$ACCOUNT PGPASSWORD=$PASSWORD psql -XAtqw -c "SELECT rolsuper::text || '|' || rolcreatedb::text FROM pg_roles WHERE rolname = current_user")
[ "$rights" = "$RIGHTS" ]
`;

// psql reads the values from its environment, so they are neither arguments nor part of the program; the first
// settings keep the password out of the database's own log.
const createOrAlterAccount = `cd /
psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
SET log_statement TO 'none';
SET log_min_duration_statement TO -1;
SET log_min_error_statement TO panic;
SET pgaudit.log TO 'none';
\\getenv account ACCOUNT
\\getenv password PASSWORD
\\getenv rights RIGHTS
SELECT format('CREATE ROLE %I', :'account') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'account') \\gexec
ALTER ROLE :"account" WITH LOGIN PASSWORD :'password';
SELECT format('ALTER ROLE %I WITH %s %s', :'account',
  CASE split_part(:'rights', '|', 1) WHEN 'true' THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END,
  CASE split_part(:'rights', '|', 2) WHEN 'true' THEN 'CREATEDB' ELSE 'NOCREATEDB' END) \\gexec
SQL
`;

const databaseHasOwner = `cd /
${unlessStandby}psql -XAtq -v ON_ERROR_STOP=1 <<'SQL' | grep -qx found
\\getenv database DATABASE
\\getenv owner OWNER
SELECT 'found' FROM pg_database WHERE datname = :'database' AND pg_get_userbyid(datdba) = :'owner';
SQL
`;

const createOrAlterDatabase = `cd /
psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
\\getenv database DATABASE
\\getenv owner OWNER
SELECT format('CREATE DATABASE %I', :'database') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
ALTER DATABASE :"database" OWNER TO :"owner";
SQL
`;
