# Gives a made and probed release its name, and serves it. Before it stand: root, id, and of the bundle that it came in channel,
# serial and manifest (empty without one). A repeat changes nothing.
set -eu
cd "$root"
if [ -d "releases/$id.tmp" ]; then
  # only where one of the same name was damaged
  [ ! -d "releases/$id" ] || mv -T "releases/$id" "releases/$id.damaged"
  mv -T "releases/$id.tmp" "releases/$id"
  rm -rf "releases/$id.damaged"
  sync releases
fi
[ -f "releases/$id/release.json" ] || { echo "there is no release $id" >&2; exit 1; }
# Before anything is served, so that an end in between leaves nothing that an older bundle could undo.
if [ -n "$channel" ]; then
  mkdir -p bundles
  printf '%s %s\n' "$serial" "$manifest" >"bundles/$channel.new"
  sync "bundles/$channel.new"
  mv -f "bundles/$channel.new" "bundles/$channel"
  sync bundles
fi
before=$(readlink current || :)
if [ "$before" != "releases/$id" ]; then
  rm -f current.new
  ln -s "releases/$id" current.new
  sync .
  mv -fT current.new current
  [ -z "$before" ] || printf '%s\n' "${before#releases/}" >previous
  sync .
fi
# Two releases are kept; then content that no release names.
for release in releases/*; do
  name=${release#releases/}
  if [ "$name" != "$id" ] && [ "$name" != "$(cat previous 2>/dev/null)" ]; then rm -rf "$release"; fi
done
find store/sha256 -type f -links 1 -delete 2>/dev/null || :
