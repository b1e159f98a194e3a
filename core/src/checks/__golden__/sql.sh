set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
address=''
port='5432'
database='d'
user='u'
password=''
query='select '\''x'\'''
expect='x'
ask='yes'
attempt() {
  command -v psql >/dev/null || { reason='psql is missing on this machine'; return 1; }
  export PGPASSWORD="$password" PGCONNECT_TIMEOUT=5 PGDATABASE="$database" PGUSER="$user" PGPORT="$port" PGOPTIONS='-c statement_timeout=10000'
  separator=$(printf '\037')
  if ! answer=$(printf '%s\n' "$query" | runuser -u "$user" -- psql -w -X -q -At -F "$separator" -v ON_ERROR_STOP=1 -f - 2>&1); then
    reason=$(printf '%s\n' "$answer" | tail -n 3)
    return 1
  fi
  first=$(printf '%s\n' "$answer" | head -n 1)
  first=${first%%"$separator"*}
  [ -z "$ask" ] || [ "$first" = "$expect" ] || { reason="the query answered \"$first\" instead of \"$expect\""; return 1; }
}
reason=
end=$(($(date +%s) + 10))
until attempt; do
  [ "$(date +%s)" -lt "$end" ] || fail "$reason"
  sleep 0.5
done
