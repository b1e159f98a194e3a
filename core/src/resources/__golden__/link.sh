#### observe
set --
for path in '/srv/now' '/srv/b'; do
  if [ -h "$path" ]; then echo link; set -- "$@" "$path"
  elif [ -e "$path" ]; then echo other
  else echo nothing; fi
done
[ "$#" -eq 0 ] || readlink -z -- "$@" | base64 -w0

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/srv/now'
target='v 2'
[ -h "$path" ] || [ ! -e "$path" ] || fail "$path is not a symbolic link."
directory=${path%/*}
[ -d "${directory:=/}" ] || fail "The directory $directory of $path does not exist."
temporary=$directory/.lambdastack.link.$$
trap 'rm -f -- "$temporary"' EXIT
trap 'exit 143' HUP INT TERM
ln -sfT -- "$target" "$temporary"
mv -fT -- "$temporary" "$path"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/srv/now'
[ -h "$path" ] || [ ! -e "$path" ] || fail "$path is not a symbolic link."
rm -f -- "$path"

