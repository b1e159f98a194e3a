#### observe
for path in '/opt/app' '/opt/b'; do
  if [ -d "$path" ]; then echo directory; else echo nothing; fi
done
for stamp in '/var/lib/lambdastack/archives/b6aec2d3ff5cc88a142ea03ecf96cd7b373938ed526b15520ca0265a7c59832a' '/var/lib/lambdastack/archives/827d4b68e3ba59e8e3190ba1a8e143fac345e579ed4ae338359ddc9b51d3a656'; do
  unpacked=
  [ ! -f "$stamp" ] || read -r unpacked <"$stamp" || :
  printf '%s\n' "$unpacked"
done

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/opt/app'
owner='app'
group=''
strip='1'
stamp='/var/lib/lambdastack/archives/b6aec2d3ff5cc88a142ea03ecf96cd7b373938ed526b15520ca0265a7c59832a'
unpacked='2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 1 app -'
umask 022
export LC_ALL=C
[ ! -h "$path" ] || fail "$path is a symbolic link."
mkdir -p -- "$path" "${stamp%/*}"
work=$(mktemp -d "$path/.lambdastack.XXXXXXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' HUP INT TERM
base64 -d >"$work/archive" <<'CONTENT'
eA==
CONTENT
tar --list --verbose --numeric-owner --quoting-style=escape --file="$work/archive" >"$work/list" || fail "The archive for $path cannot be read."
bad=$(grep -Ev '^[-d]([r-][w-][x-]){3} ' "$work/list" | head -n 3) || :
[ -z "$bad" ] || fail "The archive for $path has entries that are no plain files or directories, or have special rights:
$bad"
tar --list --quoting-style=escape --file="$work/archive" >"$work/names"
bad=$(grep -E '^/|(^|/)\.\.(/|$)|\\' "$work/names" | head -n 3) || :
[ -z "$bad" ] || fail "The archive for $path has entries with forbidden names:
$bad"
mkdir "$work/tree"
tar --extract --no-same-owner --no-same-permissions --strip-components="$strip" --directory="$work/tree" --file="$work/archive"
if [ -n "$owner$group" ]; then chown -hR "$owner${group:+:$group}" -- "$work/tree"; fi
for entry in "$work/tree"/* "$work/tree"/.[!.]* "$work/tree"/..?*; do
  [ ! -e "$entry" ] || cp -al --remove-destination -- "$entry" "$path/"
done
[ -z "$owner$group" ] || chown -h "$owner${group:+:$group}" -- "$path"
printf '%s\n' "$unpacked" >"$stamp.new"
mv -f -- "$stamp.new" "$stamp"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/opt/app'
stamp='/var/lib/lambdastack/archives/b6aec2d3ff5cc88a142ea03ecf96cd7b373938ed526b15520ca0265a7c59832a'
rm -rf --one-file-system -- "$path"
rm -f -- "$stamp"

