#### observe
LC_ALL=C systemctl show --no-pager -p Id,LoadState,ActiveState,UnitFileState -- 'app.service' 'b.timer'
echo =
for record in '/var/lib/lambdastack/watches/app.service' '/var/lib/lambdastack/watches/b.timer'; do
  recorded=
  [ ! -f "$record" ] || read -r recorded <"$record" || :
  printf '%s\n' "$recorded"
done
echo =
{ set --
for path in '/etc/app'; do
  if [ -d "$path" ]; then find -L "$path" -type f -exec sha256sum -z -- {} +
  elif [ -f "$path" ]; then set -- "$@" "$path"; fi
done
[ "$#" -eq 0 ] || sha256sum -z -- "$@"; } 2>/dev/null | tr '\n\000\200-\377' '?\n?' | LC_ALL=C sort -u

#### start
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
unit='app.service'
record='/var/lib/lambdastack/watches/app.service'
explain() {
  printf '%s %s.\n' "$unit" "$1" >&2
  systemctl status --no-pager --full --lines=0 -- "$unit" >&2 2>&1 || :
  if command -v journalctl >/dev/null; then
    journalctl --sync 2>/dev/null || :
    printf 'Its last journal lines:\n' >&2
    journalctl --no-pager --quiet --output=short --lines=20 --unit="$unit" >&2 2>&1 || :
  fi
  exit 1
}
case $(systemctl show -p NeedDaemonReload -- "$unit") in *=yes) systemctl daemon-reload ;; esac
systemctl -q enable -- "$unit"
rm -f -- "$record"
systemctl reset-failed -- "$unit" 2>/dev/null || :
systemctl start -- "$unit" || explain "did not start"
case $(systemctl show -p Type -- "$unit") in *=simple | *=exec | *=idle) looks=5 ;; *) looks=1 ;; esac
while [ "$looks" -gt 0 ]; do
  sleep 0.2
  systemctl -q is-active -- "$unit" || explain "is not active after it was started"
  case $(systemctl show -p NRestarts -- "$unit") in *=0 | '') ;; *) explain "ends again and again" ;; esac
  looks=$((looks - 1))
done
hash=$({ set --
for path in '/etc/app'; do
  if [ -d "$path" ]; then find -L "$path" -type f -exec sha256sum -z -- {} +
  elif [ -f "$path" ]; then set -- "$@" "$path"; fi
done
[ "$#" -eq 0 ] || sha256sum -z -- "$@"; } 2>/dev/null | tr '\n\000\200-\377' '?\n?' | LC_ALL=C sort -u | sha256sum)
mkdir -p -- "${record%/*}"
printf '%s\n' "${hash%% *}" >"$record.new"
mv -f -- "$record.new" "$record"


#### reload
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
unit='app.service'
record='/var/lib/lambdastack/watches/app.service'
explain() {
  printf '%s %s.\n' "$unit" "$1" >&2
  systemctl status --no-pager --full --lines=0 -- "$unit" >&2 2>&1 || :
  if command -v journalctl >/dev/null; then
    journalctl --sync 2>/dev/null || :
    printf 'Its last journal lines:\n' >&2
    journalctl --no-pager --quiet --output=short --lines=20 --unit="$unit" >&2 2>&1 || :
  fi
  exit 1
}
case $(systemctl show -p NeedDaemonReload -- "$unit") in *=yes) systemctl daemon-reload ;; esac
rm -f -- "$record"
systemctl reset-failed -- "$unit" 2>/dev/null || :
systemctl reload-or-restart -- "$unit" || explain "did not reload"
case $(systemctl show -p Type -- "$unit") in *=simple | *=exec | *=idle) looks=5 ;; *) looks=1 ;; esac
while [ "$looks" -gt 0 ]; do
  sleep 0.2
  systemctl -q is-active -- "$unit" || explain "is not active after it was started"
  case $(systemctl show -p NRestarts -- "$unit") in *=0 | '') ;; *) explain "ends again and again" ;; esac
  looks=$((looks - 1))
done
hash=$({ set --
for path in '/etc/app'; do
  if [ -d "$path" ]; then find -L "$path" -type f -exec sha256sum -z -- {} +
  elif [ -f "$path" ]; then set -- "$@" "$path"; fi
done
[ "$#" -eq 0 ] || sha256sum -z -- "$@"; } 2>/dev/null | tr '\n\000\200-\377' '?\n?' | LC_ALL=C sort -u | sha256sum)
mkdir -p -- "${record%/*}"
printf '%s\n' "${hash%% *}" >"$record.new"
mv -f -- "$record.new" "$record"


#### stop
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
unit='app.service'
record='/var/lib/lambdastack/watches/app.service'
explain() {
  printf '%s %s.\n' "$unit" "$1" >&2
  systemctl status --no-pager --full --lines=0 -- "$unit" >&2 2>&1 || :
  if command -v journalctl >/dev/null; then
    journalctl --sync 2>/dev/null || :
    printf 'Its last journal lines:\n' >&2
    journalctl --no-pager --quiet --output=short --lines=20 --unit="$unit" >&2 2>&1 || :
  fi
  exit 1
}
case $(systemctl show -p NeedDaemonReload -- "$unit") in *=yes) systemctl daemon-reload ;; esac
systemctl -q disable -- "$unit"
systemctl stop -- "$unit"

