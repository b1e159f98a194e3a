#### observe
export LC_ALL=C
stat -L -c '%f:%U:%G:%s:%n' -- '/srv/app' '/srv/b' 2>/dev/null || :

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/srv/app'
mode='0750'
owner='app'
group=''
if [ ! -d "$path" ]; then
  [ ! -h "$path" ] && [ ! -e "$path" ] || fail "$path exists and is not a directory."
  parent=${path%/*}
  umask 022
  mkdir -p -- "${parent:-/}"
  [ -z "$mode" ] || umask 077
  mkdir -- "$path"
fi
[ -z "$owner$group" ] || chown -h "$owner${group:+:$group}" -- "$path/."
[ -z "$mode" ] || chmod "$mode" -- "$path"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/srv/app'
rm -rf --one-file-system -- "$path"

