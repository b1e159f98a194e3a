#!/bin/sh
# Downloads packages, files and images for machines without internet. Needs POSIX sh, awk, coreutils, and curl or wget (or
# apt-helper); skopeo where there are images; apt or dnf where nothing was resolved yet. Run it again after any failure: what is
# there is verified and not fetched again.
#
#   sh download.sh [-o FOLDER]      default: the folder "downloaded" beside this file
#
# The folder is what `repo create --offline FOLDER` and `lambdastack apply --offline FOLDER` take.
set -eu
umask 022
LC_ALL=C
export LC_ALL
tab=$(printf '\t')
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=$here/downloaded
while [ "$#" -gt 0 ]; do
  case $1 in
    -o | --output) [ "$#" -gt 1 ] || { echo 'download.sh: -o needs a folder' >&2; exit 3; }
      folder=$2
      shift 2 ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) printf 'download.sh: unknown argument %s\n' "$1" >&2; exit 3 ;;
  esac
done
say() { printf '%s\n' "$*" >&2; }
fail() { say "download.sh: $*"; exit 1; }
megabytes() { awk -v "bytes=$1" 'BEGIN { printf "%.1f", bytes / 1000000 }'; }
for tool in awk sha256sum sort; do
  command -v "$tool" >/dev/null || fail "the program $tool is missing here"
done

mkdir -p "$folder/store/partial" || exit 1
folder=$(CDPATH='' cd -- "$folder" && pwd)
store=$folder/store
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'say "Interrupted; what was fetched is kept. Run it again to go on."; exit 130' HUP INT TERM

# Where nothing was resolved yet, it is done here: this computer has the internet that the others lack.
resolve() {
  cat "$here/requests/head" >"$work/rows"
  for request in "$here"/requests/*/; do
    [ -d "$request" ] || continue
    request=${request%/}
    say "Resolving packages for ${request##*/}"
    cat "$request/row" >>"$work/rows"
    # shellcheck disable=SC2016
    sh -c 'request=$1; . "$2"' resolve "$request" "$here/programs/resolve-$(cat "$request/family").sh" >"$work/resolved" || :
    refuse_problems
    cat "$work/resolved" >>"$work/rows"
  done
  if [ -s "$here/requests/images" ]; then
    say 'Resolving images'
    mkdir "$work/images"
    cp "$here/requests/images" "$here/programs/json.awk" "$work/images"
    # shellcheck disable=SC2016
    sh -c 'request=$1; . "$2"' resolve "$work/images" "$here/programs/images.sh" >"$work/resolved" || :
    refuse_problems
    cat "$work/resolved" >>"$work/rows"
  fi
  awk -f "$here/programs/lock.awk" "$work/rows" >"$here/lock.json.unfinished"
  mv "$here/lock.json.unfinished" "$here/lock.json"
}
refuse_problems() {
  if grep '^problem' "$work/resolved" >"$work/problems"; then
    while IFS=$tab read -r _ role text; do say "$role: $text"; done <"$work/problems"
    fail 'not everything can be had; nothing was downloaded'
  fi
  [ -s "$work/resolved" ] || fail 'packages could not be resolved'
}
[ -f "$here/lock.json" ] || resolve
cp "$here/lock.json" "$folder/lock.json"

# sha256, size, name for people, addresses with white space between them; and images with their blobs.
awk -f "$here/programs/json.awk" "$here/lock.json" >"$work/lock"
awk -F "$tab" '
  function give(hash) { hash = fields["sha256"]; if (hash != "" && !(hash in seen)) { seen[hash] = 1; print hash "\t" fields["size"] "\t" fields["name"] "\t" fields["urls"] } split("", fields) }
  match($1, /^(\.systems\.[^[]*\.packages|\.files)\[[0-9]+\]\./) {
    item = substr($1, 1, RLENGTH); field = substr($1, RLENGTH + 1)
    if (item != before) { give(); before = item }
    if (field ~ /^urls\[/) fields["urls"] = fields["urls"] (fields["urls"] == "" ? "" : " ") $2
    else if (field == "sha256" || field == "size") fields[field] = $2
    else if (field == "filename" || field == "id") fields["name"] = $2
  }
  END { give() }
' "$work/lock" >"$work/artifacts"
awk -F "$tab" '
  match($1, /^\.images\[[0-9]+\]\./) {
    item = substr($1, 1, RLENGTH); field = substr($1, RLENGTH + 1)
    if (field == "reference") { print "image\t" $2 "\t" digest[item]; for (i = 1; i <= count[item]; i++) print "blob\t" blob[item, i] "\t" size[item, i] "\t" type[item, i] }
    else if (field == "digest") digest[item] = $2
    else if (field ~ /^blobs\[[0-9]+\]\.digest$/) blob[item, ++count[item]] = $2
    else if (field ~ /^blobs\[[0-9]+\]\.mediaType$/) type[item, count[item]] = $2
    else if (field ~ /^blobs\[[0-9]+\]\.size$/) size[item, count[item]] = $2
  }
' "$work/lock" >"$work/images.rows"
# Nothing of a lock file that was changed on its way becomes a path or an option.
is_sound() {
  ! grep -Evq "^[0-9a-f]{64}${tab}[0-9]+${tab}[A-Za-z0-9][A-Za-z0-9+._~^%:-]*${tab}https?://[!-~]+( https?://[!-~]+)*\$" "$work/artifacts" &&
    ! grep -Evq "^(image${tab}[A-Za-z0-9][A-Za-z0-9./:_-]*|blob)${tab}sha256:[0-9a-f]{64}(${tab}[0-9]+${tab}[a-z]+/[A-Za-z0-9.+_-]+)?\$" "$work/images.rows"
}
is_sound || fail "$here/lock.json is no lock file that can be used"
grep -q . "$work/artifacts" "$work/images.rows" || fail "$here/lock.json names nothing"

# shellcheck source=fetch-file.sh
. "$here/programs/fetch-file.sh"
# shellcheck source=fetch-image.sh
. "$here/programs/fetch-image.sh"

total=$(awk -F "$tab" '{ sum += $2 } END { printf "%.0f", sum }' "$work/artifacts")
count=$(wc -l <"$work/artifacts" | tr -d ' ')
images=$(grep -c '^image' "$work/images.rows" || :)
say "$count files, $(megabytes "$total") MB; $images images; into $folder"
number=0
bytes=0
: >"$work/missing"
while IFS=$tab read -r hash size name addresses <&3; do
  number=$((number + 1))
  if is_stored "$hash" "$size"; then
    bytes=$((bytes + size))
    continue
  fi
  if fetch "$hash" "$size" "$addresses"; then
    bytes=$((bytes + size))
    say "[$number/$count] $(megabytes "$bytes")/$(megabytes "$total") MB  $name"
  else
    say "[$number/$count] $(megabytes "$bytes")/$(megabytes "$total") MB  $name is missing"
    printf '%s:%s\n' "$name" "$reasons" >>"$work/missing"
  fi
done 3<"$work/artifacts"

grep '^image' "$work/images.rows" >"$work/references" || :
while IFS=$tab read -r _ reference _ <&4; do
  lacks_blob "$reference" || continue
  say "image $reference"
  fetch_image "$reference" || printf 'image %s: %s\n' "$reference" "$(tail -n 2 "$work/log" | tr '\n' ' ')" >>"$work/missing"
done 4<"$work/references"

if [ -s "$work/missing" ]; then
  say "$(wc -l <"$work/missing" | tr -d ' ') could not be downloaded:"
  sed 's/^/  /' "$work/missing" >&2
  say 'What was fetched is kept: run it again to fetch only these.'
  exit 1
fi
printf 'Verified %s files, %s bytes, and %s images in %s\n' "$count" "$total" "$images" "$folder"
