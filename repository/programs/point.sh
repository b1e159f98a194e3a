# Points a machine at a repository. Before it stand: release, hash, dropins (table of path and base64 of its content), private
# (the same for files of ours), restore (base64), times (paths whose time is remembered), and the functions prepare and try
# of the family. Every change can be taken back from the journal alone.
set -eu
umask 022
LC_ALL=C
export LC_ALL
fail() { printf '%s\n' "$*" >&2; exit 1; }
folder=/var/lib/lambdastack/repository
mkdir -p "$folder"
cd "$folder"

journal() {
  printf '{"state":"%s","release":"%s","hash":"%s"}\n' "$1" "$release" "$hash" >point.json.new
  sync point.json.new
  mv -f point.json.new point.json
  sync .
}
put() {
  case $1 in */*) mkdir -p "${1%/*}" ;; esac
  printf '%s' "$2" | base64 -d >"$1.new"
  chmod 0644 "$1.new"
  sync "$1.new"
  mv -fT "$1.new" "$1"
}

# What an earlier pointing remembered is how it was before us.
put restore.sh "$restore"
[ -f point.json ] || rm -f times times.after files placed made line give-back
rm -f give-back
touch times
# A folder that somebody changed since keeps the time of that.
if [ -f times.after ]; then
  while read -r before path; do
    if grep -qxF "$(stat -c '%.Y %n' "$path" 2>/dev/null)" times.after; then echo "$before $path"; fi
  done <times >times.new
  mv -f times.new times
  rm -f times.after
fi
for path in $times; do
  grep -q " $path\$" times || stat -c '%.Y %n' "$path" >>times 2>/dev/null || :
done
sync times
printf '%s' "$dropins" | cut -d' ' -f1 | cat - files 2>/dev/null | sort -u >files.new
mv -f files.new files
journal pointing

# What is ours to remove: a file whose sum stands here, whether the old one or the new one lies there when a run ends.
sums() {
  printf '%s' "$dropins" | while read -r path content; do sum_of "$path" "$content"; done
  printf '%s' "$private" | while read -r path content; do sum_of "$folder/$path" "$content"; done
}
sum_of() {
  sum=$(printf '%s' "$2" | base64 -d | sha256sum)
  printf '%s  %s\n' "${sum%% *}" "$1"
}
sums | cat - placed 2>/dev/null | sort -u >placed.new
sync placed.new
mv -f placed.new placed

# Drop-ins of an earlier pointing that are no longer wanted.
while read -r path; do
  printf '%s' "$dropins" | grep -qF "$path " || rm -f "$path"
done <files
printf '%s' "$private" | while read -r path content; do put "$path" "$content"; done
prepare
printf '%s' "$dropins" | while read -r path content; do
  parent=${path%/*}
  missing=$parent
  while [ ! -d "$missing" ]; do
    echo "$missing" >>made
    missing=${missing%/*}
  done
  mkdir -p "$parent"
  printf '%s' "$content" | base64 -d >"$parent/.lambdastack.new"
  sync "$parent/.lambdastack.new"
  mv -fT "$parent/.lambdastack.new" "$path"
done
printf '%s' "$dropins" | cut -d' ' -f1 >files.new
mv -f files.new files
sums >placed.new
mv -f placed.new placed
try
awk '{ print substr($0, index($0, " ") + 1) }' times | while read -r path; do stat -c '%.Y %n' "$path" 2>/dev/null || :; done >times.after.new
mv -f times.after.new times.after
journal pointed
