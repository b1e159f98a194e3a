# Puts a machine back as it was before it was pointed at a repository. It lies on the machine, needs nothing but what is
# installed there, and goes on where an earlier one ended.
set -eu
LC_ALL=C
export LC_ALL
folder=/var/lib/lambdastack/repository
cd "$folder" 2>/dev/null || exit 0
[ -f point.json ] || exit 0

# Rewritten aside and renamed: a power cut leaves the old journal or the new one.
sed 's/"state":"[a-z]*"/"state":"restoring"/' point.json >point.json.new
sync point.json.new
mv -f point.json.new point.json
sync .

# What nobody changed beside us gets its time back; any other has a truer one. Decided once, before the first change.
if [ -f times ] && [ ! -f give-back ]; then
  while read -r before path; do
    if [ ! -f times.after ] || grep -qxF "$(stat -c '%.Y %n' "$path" 2>/dev/null)" times.after; then echo "$before $path"; fi
  done <times >give-back.new
  mv -f give-back.new give-back
fi

# What somebody edited since is kept where it disturbs nothing.
remove() {
  rm -f "${1%/*}/.lambdastack.new"
  if [ -e "$1" ] || [ -h "$1" ]; then
    if [ -f placed ] && ! grep -qxF "$(sha256sum "$1")" placed; then
      kept=/var/lib/lambdastack/edited/$(date -u +%Y%m%dT%H%M%SZ)
      mkdir -p "$kept"
      cp -a "$1" "$kept/"
      echo "$1 was edited after it was placed; that text is kept in $kept."
    fi
    rm -f "$1"
  fi
}
[ ! -f files ] || while read -r path; do remove "$path"; done <files
if [ -f line ]; then
  file=$(readlink -f "$(cat line)")
  cp -p "$file" "$file.lambdastack"
  sed -e '/^reposdir=.*lambdastack/d' -e 's/^# lambdastack: \(reposdir\)/\1/' "$file" >"$file.lambdastack"
  mv -fT "$file.lambdastack" "$file"
fi
[ ! -f made ] || sort -r made | while read -r path; do rmdir "$path" 2>/dev/null || :; done
rm -f /var/lib/lambdastack/apt-updated
# what dnf fetched of us, and the key that it took with that
rm -rf /var/cache/dnf/lambdastack-* /var/cache/dnf/lambdastack.solv /var/cache/dnf/lambdastack-filenames.solvx
[ ! -f give-back ] || while read -r before path; do
  [ ! -e "$path" ] || touch -d "@$before" "$path"
done <give-back
sync /etc

find . -mindepth 1 -maxdepth 1 ! -name point.json ! -name restore.sh -exec rm -rf {} +
rm -f point.json
sync .
cd /
rm -rf "$folder"
