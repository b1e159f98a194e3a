/**
 * Writes every account and database as one compressed SQL script, while the service goes on. Each database is seen at one
 * moment: its dump and the checksums of its tables share a snapshot. When it is run, the script compares each table with
 * what was counted here, and fails where they differ.
 *
 * The checksum of a table is the sum of its rows' hashes, so that their order does not matter; a row is hashed as text, under
 * the same settings here and there. Tables of extensions are left out: those make them.
 */
export const writeContent = String.raw`set -eu
cd /
work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
failed() { echo "$1" >"$work/failed"; exit 1; }

as_text() {
  cat <<'SQL'
SET search_path TO ''; SET timezone TO 'UTC'; SET datestyle TO 'ISO'; SET intervalstyle TO 'iso_8601';
SET extra_float_digits TO 1; SET bytea_output TO 'hex'; SET row_security TO off;
SQL
}

comparisons() {
  cat <<'SQL'
SELECT format(
  $query$SELECT format('DO %%L;', format(
    'BEGIN IF (SELECT ROW(count(*), coalesce(sum(hashtextextended((t.*)::text, 0)), 0))::text FROM ONLY %%s AS t) <> %%L
     THEN RAISE EXCEPTION USING MESSAGE = %%L; END IF; END',
    %L, ROW(count(*), coalesce(sum(hashtextextended((t.*)::text, 0)), 0))::text, %L)) FROM ONLY %s AS t$query$,
  c.oid::regclass::text,
  'table ' || c.oid::regclass::text || ' is not as it was backed up',
  c.oid::regclass::text)
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname \gexec
SQL
}

# One database: pg_dump writes first, since psql holds its own output back until its end.
dump() {
  HOW=$2
  export HOW
  as_text >"$work/settings"
  {
    as_text
    cat <<'SQL'
BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump -w --snapshot="$SNAPSHOT" $HOW && cat "$work/settings" || echo "pg_dump failed" >"$work/failed"
SQL
    comparisons
    echo 'COMMIT;'
  } | PGDATABASE=$1 psql -XAtqw -v ON_ERROR_STOP=1 -f - || failed "a database could not be read"
}

all() {
  # an account that is there already is no failure
  printf '\\set ON_ERROR_STOP off\n\\set VERBOSITY sqlstate\n'
  pg_dumpall -w --globals-only || failed "accounts could not be read"
  printf '\\set ON_ERROR_STOP on\n\\set VERBOSITY default\n'
  psql -XAtqw -v ON_ERROR_STOP=1 <<'SQL' >"$work/list" || failed "databases could not be listed"
\getenv left LEFT_OUT
SELECT translate(encode(convert_to(datname, 'UTF8'), 'base64'), E'\n', '') || ' ' ||
  translate(encode(convert_to(quote_ident(datname), 'UTF8'), 'base64'), E'\n', '')
FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname NOT IN ('postgres', :'left') ORDER BY datname;
SQL
  while read -r name quoted; do
    printf 'DROP DATABASE IF EXISTS %s WITH (FORCE);\n' "$(printf %s "$quoted" | base64 -d)"
    dump "$(printf %s "$name" | base64 -d)" --create
    printf '\\connect postgres\n'
  done <"$work/list"
  dump postgres '--clean --if-exists'
  printf '\\echo whole\n'
}

all | gzip -c || failed "the dump could not be compressed"
if [ -e "$work/failed" ]; then
  cat "$work/failed" >&2
  exit 1
fi
# what reading has touched is written down before the backup counts as whole, so as not to look newer than that
psql -XAtqw -c CHECKPOINT >&2
`;
