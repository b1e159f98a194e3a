import { fields, script as queryText, seconds, text } from "../resources/schema.ts";
import type { CheckType } from "./check-type.ts";
import { limitOf, untilPassed } from "./until-passed.ts";

export interface SqlCheckProps {
  name: string;
  engine: "postgresql";
  address?: string;
  port?: number;
  database: string;
  user: string;
  password?: string;
  query: string;
  expect?: string;
  within?: number;
}

const word = { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]{1,200}$" };

/** Through psql on the machine: over TCP, or over the local socket as the system user where no password is given. */
export const sql: CheckType<SqlCheckProps> = {
  name: "sql",
  schema: fields(
    {
      name: word,
      engine: { enum: ["postgresql"] },
      address: { type: "string", pattern: "^[A-Za-z0-9.:_-]+$" },
      port: { type: "integer", minimum: 1, maximum: 65_535 },
      database: word,
      user: word,
      password: text,
      query: queryText,
      expect: text,
      within: seconds,
    },
    ["name", "engine", "database", "user", "query"],
  ),
  identify: (props) => props.name,
  script: (props) => {
    const { address, port = 5432, database, user, password, query, expect, within } = props;
    const isLocal = address === undefined && password === undefined;
    const variables = {
      address: isLocal ? "" : (address ?? "127.0.0.1"),
      port: String(port),
      database,
      user,
      password: password ?? "",
      query,
      expect: expect ?? "",
      ask: expect === undefined ? "" : "yes",
    };
    return untilPassed(
      isLocal ? attempt('runuser -u "$user" -- psql') : attempt('psql --host "$address"'),
      within,
      variables,
    );
  },
  timeLimit: limitOf,
};

/** The connection is given word by word: one given as a whole would let a database's name carry options. */
function attempt(psql: string): string {
  return `  command -v psql >/dev/null || { reason='psql is missing on this machine'; return 1; }
  export PGPASSWORD="$password" PGCONNECT_TIMEOUT=5 PGDATABASE="$database" PGUSER="$user" PGPORT="$port" PGOPTIONS='-c statement_timeout=10000'
  separator=$(printf '\\037')
  if ! answer=$(printf '%s\\n' "$query" | ${psql} -w -X -q -At -F "$separator" -v ON_ERROR_STOP=1 -f - 2>&1); then
    reason=$(printf '%s\\n' "$answer" | tail -n 3)
    return 1
  fi
  first=$(printf '%s\\n' "$answer" | head -n 1)
  first=\${first%%"$separator"*}
  [ -z "$ask" ] || [ "$first" = "$expect" ] || { reason="the query answered \\"$first\\" instead of \\"$expect\\""; return 1; }`;
}
