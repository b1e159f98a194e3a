import { described, fields, script as queryText, seconds, text } from "../resources/schema.ts";
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
      name: described("Name that is unique on the machine.", word),
      engine: described("The database's program.", { enum: ["postgresql"] }),
      address: described("Where the database is; with neither address nor password, the machine's local socket.", {
        type: "string",
        pattern: "^[A-Za-z0-9.:_-]+$",
      }),
      port: described("TCP port; 5432 when missing.", { type: "integer", minimum: 1, maximum: 65_535 }),
      database: described("Name of the database.", word),
      user: described("Account; on the local socket, the user of the system too.", word),
      password: described("Password of the account.", text),
      query: described("What is asked.", queryText),
      expect: described("First field of the first row.", text),
      within: described("Seconds until it must hold; 10 when missing.", seconds),
    },
    ["name", "engine", "database", "user", "query"],
    { description: "A query, by psql on the machine." },
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
