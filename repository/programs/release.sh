# Makes a release of what the store holds, beside the one that is served. Before it stand: root, id, systems (lines of folder and
# system), lock and record (base64), files (lines of hash and path), images, and for each folder its function, such as index_apt.
set -eu
umask 022
LC_ALL=C
export LC_ALL
fail() { printf '%s\n' "$*" >&2; exit 1; }
store=$root/store
at=$root/releases/$id.tmp
rm -rf "$at"
mkdir -p "$at"
content() { printf '%s/sha256/%.2s/%s' "$store" "$1" "$1"; }
# A second name for the same bytes: nothing is copied, and content without any name but the store's is no longer needed.
printf '%s' "$files" | while read -r hash path; do
  mkdir -p "$at/${path%/*}"
  ln -f "$(content "$hash")" "$at/$path" || exit 1
done
# The registry's own layout, so that digests are kept by construction and a switch of releases switches images too.
registry=$at/registry/docker/registry/v2
link() {
  mkdir -p "$registry/$1"
  printf 'sha256:%s' "$2" >"$registry/$1/link"
}
printf '%s' "$images" | while read -r kind name hash tag; do
  blob=$registry/blobs/sha256/$(printf %.2s "$hash")/$hash
  mkdir -p "$blob"
  ln -f "$(content "$hash")" "$blob/data" || exit 1
  case $kind in
    layer) link "repositories/$name/_layers/sha256/$hash" "$hash" ;;
    manifest) link "repositories/$name/_manifests/revisions/sha256/$hash" "$hash" ;;
    tag)
      link "repositories/$name/_manifests/revisions/sha256/$hash" "$hash"
      link "repositories/$name/_manifests/tags/$tag/current" "$hash"
      link "repositories/$name/_manifests/tags/$tag/index/sha256/$hash" "$hash"
      ;;
  esac
done
mkdir -p "$registry"
key() {
  GNUPGHOME=$root/keys
  export GNUPGHOME
  mkdir -p "$GNUPGHOME"
  chmod 0700 "$GNUPGHOME"
  [ -n "$(gpg --batch --list-secret-keys --with-colons 2>/dev/null)" ] ||
    gpg --batch --quiet --passphrase '' --quick-gen-key 'LambdaStack repository' ed25519 sign never 2>&1
  gpg --batch --armor --export >"$root/keys/public.asc.new"
  mv -f "$root/keys/public.asc.new" "$root/keys/public.asc"
}
key >&2
printf '%s' "$systems" | while read -r folder system; do
  mkdir -p "$at/$folder/$system"
  ("index_$folder" "$system") >&2 || exit 1
done
gpgconf --kill all 2>/dev/null || :
printf '%s' "$lock" | base64 -d >"$at/lock.json"
printf '%s' "$record" | base64 -d >"$at/release.json"
chmod -R a+rX "$at"
find "$at" -newer "$root/keys/public.asc" -type f -print0 | xargs -0 -r sync
sync -f "$at"
