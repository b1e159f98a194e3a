set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='c'
contains=''
attempt() {
  errors=$(mktemp)
  status=0
  output=$(
timeout -k 2 30 sh -c 'true' </dev/null 2>"$errors") || status=$?
  said=$(printf '%s\n' "$output" | cat - "$errors" | tail -n 3)
  rm -f "$errors"
  [ "$status" -eq 0 ] || { reason="$name ended with status $status: $said"; return 1; }
  case $output in *"$contains"*) ;; *) reason="$name did not print the wanted text but: $said"; return 1 ;; esac
}
reason=
end=$(($(date +%s) + 10))
until attempt; do
  [ "$(date +%s)" -lt "$end" ] || fail "$reason"
  sleep 0.5
done
