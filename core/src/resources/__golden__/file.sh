#### observe
export LC_ALL=C
stat  -c '%f:%U:%G:%s:%n' -- '/etc/it'\''s.conf' '/etc/gone' 2>/dev/null || :
echo =
sums=$(sha256sum -z -- '/etc/it'\''s.conf' '/etc/gone' 2>/dev/null | tr '\0' '\n')
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
old '/etc/it'\''s.conf' '89a90ff3a686b1599c2070f26701e19da6c5e0f01d166af66e8815879065a69c'
:

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/it'\''s.conf'
mode='0640'
owner='root'
group='adm'
validate='check -f %s'
check='check -f "$1"'
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
YSA9ICdiJwo=
CONTENT
if [ -e "$path" ]; then chown --reference="$path" -- "$temporary"; fi
[ -z "$owner$group" ] || chown -h "$owner${group:+:$group}" -- "$temporary"
chmod "$mode" -- "$temporary"
output=$(sh -c "$check" sh "$temporary" 2>&1 </dev/null) || fail "The new content of $path was refused by: $validate
$output"
mv -fT -- "$temporary" "$path"


#### update
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/it'\''s.conf'
mode='0640'
owner='root'
group='adm'
[ ! -h "$path" ] || fail "$path is a symbolic link."
[ ! -d "$path" ] || fail "$path is a directory."
[ ! -e "$path" ] || [ -f "$path" ] || fail "$path is not a regular file."
[ -z "$owner$group" ] || chown -h "$owner${group:+:$group}" -- "$path"
[ -z "$mode" ] || chmod "$mode" -- "$path"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/it'\''s.conf'
[ -h "$path" ] || [ ! -d "$path" ] || fail "$path is a directory."
rm -f -- "$path"

