/** Runs what `write-content.ts` wrote. Whoever is logged in to a database that it replaces is logged out. */
export const readContent = `set -eu
cd /
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# keeps hashes of passwords out of the database's own log
export PGOPTIONS='-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1 -c statement_timeout=0'
{ gzip -dc || echo broken >"$work/broken"; } |
  psql -XAtqw -v ON_ERROR_STOP=1 -f - >"$work/said" 2>"$work/complaints" || echo stopped >"$work/stopped"
# duplicate_object: an account that was there already
if grep -E '(ERROR|FATAL|PANIC): ' "$work/complaints" | grep -v 'ERROR:  42710$' >&2; then exit 1; fi
if [ -e "$work/broken" ] || [ -e "$work/stopped" ] || [ "$(tail -n 1 "$work/said")" != whole ]; then
  tail -n 5 "$work/complaints" >&2
  echo "the dump did not run to its end" >&2
  exit 1
fi
vacuumdb -w --all --analyze-only --quiet
`;

/** When a table of someone's changed last; nothing where there is none. The files say so, once everything is written. */
export const newestContent = String.raw`set -eu
cd /
export PGOPTIONS='-c statement_timeout=60000'
psql -XAtqw -c CHECKPOINT
psql -XAtqw -v ON_ERROR_STOP=1 <<'SQL' | while read -r name; do
\getenv left LEFT_OUT
SELECT translate(encode(convert_to(datname, 'UTF8'), 'base64'), E'\n', '')
FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> :'left';
SQL
  PGDATABASE=$(printf %s "$name" | base64 -d) psql -XAtqw -v ON_ERROR_STOP=1 -f - <<'SQL'
SELECT extract(epoch FROM max((pg_stat_file(folder || '/' || file, true)).modification))::bigint
FROM (
  SELECT regexp_replace(pg_relation_filepath(c.oid), '/[^/]+$', '') AS folder, pg_relation_filenode(c.oid)::text AS node
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
) AS tables, LATERAL pg_ls_dir(folder) AS file WHERE file = node OR starts_with(file, node || '.')
HAVING count(*) > 0;
SQL
done | sort -n | tail -n 1
`;
