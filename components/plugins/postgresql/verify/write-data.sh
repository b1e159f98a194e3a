# A database with one table, written where the database may be written.
set -eu
cd /
sql() { su postgres -c 'psql -XAtqw -v ON_ERROR_STOP=1 -f -'; }
[ "$(echo 'SELECT pg_is_in_recovery()' | sql)" = f ] || exit 0
sql <<'SQL'
CREATE DATABASE "verified data";
\connect "verified data"
CREATE TABLE kept (number integer PRIMARY KEY, said text);
INSERT INTO kept SELECT number, md5(number::text) || E'\n''$(reboot)''' FROM generate_series(1, 1000) AS number;
SQL
