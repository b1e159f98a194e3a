/**
 * Scripts for sh around repmgr 5.3, run by root. They log in as the privileged account, whose password psql and repmgr read
 * from the password file of the user postgres.
 */

/**
 * Sets `primary` to the address of another machine that is the primary. Of two that take themselves for it, the one with the
 * higher timeline is: each takeover begins a new one, see the manual of PostgreSQL, section 26.3.5. While none took over, the
 * first machine is.
 */
const ask = `cd /
as_postgres() { runuser -u postgres -- env HOME=/var/lib/postgresql "$@"; }
ask() { host=$1; shift; as_postgres psql -XAtqw -h "$host" -v ON_ERROR_STOP=1 -c "$1" 2>/dev/null; }
is_primary() { [ "$(ask "$1" 'SELECT pg_is_in_recovery()')" = f ]; }
timeline() {
  ask "$1" "SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END"
}
repmgr() { as_postgres repmgr -f /etc/repmgr.conf "$@"; }
primary= highest=
for other in $OTHERS; do
  theirs=$(timeline "$other")
  if [ -n "$theirs" ] && expr "x$theirs" '>' "x$highest" >/dev/null; then primary=$other highest=$theirs; fi
done
if [ -n "$primary" ]; then
  own=$(timeline "$ADDRESS")
  if expr "x$own" '>' "x$highest" >/dev/null || { [ "$own" = "$highest" ] && [ "$IS_FIRST" = yes ]; }; then primary=; fi
fi
`;

const registered = `registered() {
  [ "$(ask "$ADDRESS" "SELECT active AND type = '$1' FROM repmgr.nodes WHERE node_id = $NODE")" = t ]
}
`;

/** Succeeds on the one primary, and on a standby that streams from it; both are known to repmgr. */
export const isInPlace = `${ask}${registered}
if is_primary "$ADDRESS"; then [ -z "$primary" ] && registered primary; exit; fi
[ -n "$primary" ] && registered standby &&
  [ "$(ask "$ADDRESS" "SELECT status FROM pg_stat_wal_receiver")" = streaming ]
`;

/**
 * The first machine becomes the primary where there is none. Any other, and a former primary that comes back, becomes a
 * standby of the primary that there is: by rewinding where it was part of the cluster, else by copying, which is also what
 * is left for a standby that lags behind what its primary still has. A database with tables of its own is not copied over.
 */
export const takePlace = `set -u
${ask}${registered}
wait_for() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || return 1
    sleep 1
  done
}
streams() { [ "$(ask "$ADDRESS" "SELECT status FROM pg_stat_wal_receiver")" = streaming ]; }
answers() { [ -n "$(ask "$ADDRESS" 'SELECT 1')" ]; }
# a new database has no account of ours yet
runs() { runuser -u postgres -- env -u PGUSER psql -XAtqw -d postgres -c 'SELECT 1' >/dev/null 2>&1; }
# repmgr starts the database outside of its unit
stop() {
  systemctl stop "$SERVICE"
  as_postgres "$PROGRAMS/pg_ctl" -D "$DATA" -m fast -w stop >/dev/null 2>&1 || :
}
start() {
  systemctl reset-failed "$SERVICE" 2>/dev/null || :
  systemctl start "$SERVICE"
}
copy_anew() {
  : >"$DATA.copying"
  stop
  repmgr standby clone --force --fast-checkpoint -h "$primary" -p "$PGPORT" -U "$PGUSER" -d "$PGDATABASE" >&2 || return 1
  start
}

if [ -z "$primary" ]; then
  answers || wait_for answers || { echo "the database does not answer on $ADDRESS" >&2; exit 1; }
  if ! is_primary "$ADDRESS"; then
    echo "no machine is the primary; make one that answers the primary with: repmgr standby promote" >&2
    exit 1
  fi
  known=$(ask "$ADDRESS" 'SELECT count(*) FROM repmgr.nodes')
  if [ "\${known:-0}" = 0 ]; then
    for other in $OTHERS; do
      [ "$(ask "$other" 'SELECT pg_is_in_recovery()')" = t ] || continue
      # repmgr would take it for the primary, and promote no other
      stop
      echo "the database on $ADDRESS is new, and the one on $other is a copy of a primary that is gone; log in there as postgres and make it the primary with: repmgr standby promote" >&2
      exit 1
    done
    [ "$IS_FIRST" = yes ] || { echo "the first machine is the primary at first, and it does not answer" >&2; exit 1; }
  fi
  repmgr primary register --force >&2
  exit
fi

if [ "$(ask "$ADDRESS" 'SELECT pg_is_in_recovery()')" != t ]; then
  runs || wait_for runs || { echo "the database on $ADDRESS does not answer" >&2; exit 1; }
  mine=$(ask "$ADDRESS" "SELECT count(*) FROM repmgr.nodes" || :)
  systemctl stop repmgrd 2>/dev/null || :
  if [ "\${mine:-0}" = 0 ]; then
    databases=$(runuser -u postgres -- env -u PGUSER psql -XAtqw -d postgres -c "SELECT count(*) FROM pg_database
      WHERE datname NOT IN ('postgres', 'template0', 'template1', '$PGDATABASE')" 2>/dev/null) || databases=0
    if [ "\${databases:-0}" != 0 ]; then
      echo "the database on $ADDRESS has $databases databases of its own, which becoming a copy of $primary would remove" >&2
      exit 1
    fi
    copy_anew || exit 1
  else
    : >"$DATA.copying"
    stop
    if repmgr node rejoin --force-rewind -d "host=$primary port=$PGPORT user=$PGUSER dbname=$PGDATABASE" >&2; then
      stop
      start
    else
      copy_anew || exit 1
    fi
  fi
fi
wait_for streams || {
  repmgr standby follow --upstream-node-id="$(ask "$primary" "SELECT node_id FROM repmgr.nodes WHERE active AND type = 'primary'")" >&2 || :
  wait_for streams || { copy_anew && wait_for streams; } || { echo "it does not stream from $primary" >&2; exit 1; }
}
rm -f "$DATA.copying"
registered standby || repmgr standby register --force >&2
wait_for registered standby || exit 1
# it was stopped above, and counts as running where it did when machines were compared
! systemctl is-enabled --quiet repmgrd 2>/dev/null || systemctl start repmgrd
`;

/** A machine that died while its database was copied or rewound has one that does not start. */
export const isWholeCopy = `[ ! -e "$DATA.copying" ]
`;

/** Begins again with an empty database, which takePlace makes a copy; not before there is something to copy. */
export const discardHalfCopy = `set -u
${ask}
[ -n "$primary" ] || { echo "the database on $ADDRESS was copied half, and no other machine answers as the primary" >&2; exit 1; }
set -e
systemctl stop "$SERVICE"
runuser -u postgres -- "$PROGRAMS/pg_ctl" -D "$DATA" -m immediate -w stop >/dev/null 2>&1 || :
find "$DATA" -mindepth 1 -delete
runuser -u postgres -- "$PROGRAMS/initdb" -D "$DATA" >/dev/null
rm "$DATA.copying"
`;

/** Succeeds where repmgr knows no machine but those that are wanted; asked on the primary only. */
export const hasNoStrangers = `${ask}
is_primary "$ADDRESS" || exit 0
list=$(printf '%s' "$NODES" | tr ' ' ,)
[ "$(ask "$ADDRESS" "SELECT count(*) FROM repmgr.nodes WHERE node_id NOT IN ($list)")" = 0 ]
`;

export const removeStrangers = `${ask}
list=$(printf '%s' "$NODES" | tr ' ' ,)
for node in $(ask "$ADDRESS" "SELECT node_id FROM repmgr.nodes WHERE node_id NOT IN ($list)"); do
  ask "$ADDRESS" "DELETE FROM repmgr.nodes WHERE node_id = $node" || exit 1
done
`;

/** What a machine is, and that changes reach it: of the primary, how many standbys stream. */
export const replicates = `${ask}
if is_primary "$ADDRESS"; then
  ask "$ADDRESS" "SELECT count(*) || ' of them stream' FROM pg_stat_replication WHERE state = 'streaming'"
else
  [ "$(ask "$ADDRESS" "SELECT status FROM pg_stat_wal_receiver")" = streaming ] && echo "$WANTED of them stream"
fi
`;

export const isPrimary = `${ask}
is_primary "$ADDRESS"
`;

/** repmgr keeps it on every machine, also while its database does not run. */
export const pauseFailover = `${ask}
if is_primary "$ADDRESS"; then repmgr service pause >&2; fi
`;

/** On every machine, whoever was paused: an upgrade may go on after another one took the primary's place, or was made anew. */
export const resumeFailover = `${ask}
tries=0
until repmgr service unpause >&2; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || { echo "repmgrd was not told to go on" >&2; exit 1; }
  sleep 1
done
`;

/** An upgrade that stopped on the way to its end leaves it paused, and nobody takes the place of a primary that dies. */
export const failsOver = `${ask}
[ "$(ask "$ADDRESS" 'SELECT repmgr.repmgrd_is_paused()')" != t ] || { echo "it is paused; go on with the upgrade, or run: repmgr service unpause" >&2; exit 1; }
`;

/** A primary is not taken away under those who write. */
export const isNoPrimary = `${ask}
! is_primary "$ADDRESS" || { echo "it is the primary; let another machine take over first, on that one: repmgr standby switchover, or stop this one and: repmgr standby promote" >&2; exit 1; }
`;

export const isUnregistered = `${ask}
[ -n "$primary" ] && [ "$(ask "$primary" "SELECT count(*) FROM repmgr.nodes WHERE node_id = $NODE")" = 0 ]
`;

export const unregister = `${ask}
systemctl stop repmgrd 2>/dev/null || :
repmgr standby unregister >&2
`;
