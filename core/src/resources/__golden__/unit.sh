#### observe
export LC_ALL=C
stat  -c '%f:%U:%G:%s:%n' -- '/etc/systemd/system/app.service' '/etc/systemd/system/b@.service.d/x.conf' 2>/dev/null || :
echo =
sums=$(sha256sum -z -- '/etc/systemd/system/app.service' '/etc/systemd/system/b@.service.d/x.conf' 2>/dev/null | tr '\0' '\n')
printf '%s\n=\n' "$sums"
sums="
$sums
"
old() {
  case "$sums" in *"
$2  $1
"*) return ;; esac
  [ -f "$1" ] && [ ! -h "$1" ] && [ "$(wc -c <"$1")" -le 262144 ] || return 0
  printf '%s ' "$(base64 -w0 -- "$1")"
  printf '%s\n' "$1"
}
old '/etc/systemd/system/app.service' '40d8baaabac85ad8ac5a2ec40dd065b4ea0fb47c25ce3ddad4c290d22503c90f'
old '/etc/systemd/system/b@.service.d/x.conf' 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
:
echo ==
LC_ALL=C systemctl show --no-pager -p Id,NeedDaemonReload -- 'app.service' 'b@lambdastack-probe.service'

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/systemd/system/app.service'
mode='0644'
owner=''
group=''
mkdir -p -- "${path%/*}"
[ ! -h "$path" ] || fail "$path is a symbolic link."
[ ! -d "$path" ] || fail "$path is a directory."
[ ! -e "$path" ] || [ -f "$path" ] || fail "$path is not a regular file."
directory=${path%/*}
[ -d "${directory:=/}" ] || fail "The directory $directory of $path does not exist."
umask 077
temporary=$(mktemp "$directory/.lambdastack.XXXXXXXXXX")
trap 'rm -f -- "$temporary"' EXIT
trap 'exit 143' HUP INT TERM
base64 -d >"$temporary" <<'CONTENT'
W1NlcnZpY2VdCg==
CONTENT
if [ -e "$path" ]; then chown --reference="$path" -- "$temporary"; fi
[ -z "$owner$group" ] || chown -h "$owner${group:+:$group}" -- "$temporary"
chmod "$mode" -- "$temporary"
mv -fT -- "$temporary" "$path"
systemctl daemon-reload


#### update
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
systemctl daemon-reload


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/systemd/system/app.service'
record='/var/lib/lambdastack/watches/app.service'
unit='app.service'
case $unit in
  *@.*) systemctl stop -- "${unit%.*}*" 2>/dev/null || : ;;
  *) systemctl stop -- "$unit" ;;
esac
systemctl -q disable -- "$unit" || :
rm -f -- "$path" "$record"
systemctl daemon-reload
systemctl reset-failed -- "$unit" 2>/dev/null || :

