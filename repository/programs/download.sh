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

size_of() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }
hash_of() { sha256sum <"$1" | cut -c 1-64; }
path_of() { printf '%s/sha256/%s/%s' "$store" "$(printf '%s' "$1" | cut -c 1-2)" "$1"; }
# Whether the store has it, whole; what is there and wrong goes.
is_stored() { # hash, size
  path=$(path_of "$1")
  [ -f "$path" ] || return 1
  if [ "$(size_of "$path")" = "$2" ] && [ "$(hash_of "$path")" = "$1" ]; then return 0; fi
  rm -f "$path"
  return 1
}
keep() { # file, hash
  sync "$1" 2>/dev/null || sync
  mkdir -p "$store/sha256/$(printf '%s' "$2" | cut -c 1-2)"
  mv -f "$1" "$(path_of "$2")"
}
megabytes() { awk -v "bytes=$1" 'BEGIN { printf "%.1f", bytes / 1000000 }'; }

# One request for what is missing of a file. Its status and what the server said come to lie in $work/said.
ask() { # address, file, size
  : >"$work/said"
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --proto-redir =http,https --max-redirs 5 --connect-timeout 15 \
      --speed-limit 1 --speed-time 60 --max-filesize "$3" --continue-at - --dump-header "$work/said" --output "$2" \
      -- "$1" 2>"$work/log"
  elif command -v wget >/dev/null; then
    wget --no-verbose --server-response --tries=1 --timeout=60 --max-redirect=5 --continue --output-document="$2" \
      -- "$1" 2>"$work/said"
  elif [ -x /usr/lib/apt/apt-helper ]; then
    rm -f "$2"
    /usr/lib/apt/apt-helper download-file "$1" "$2" >"$work/said" 2>&1
  else
    fail 'curl or wget is needed'
  fi
}
status_of() { awk 'toupper($1) ~ /^HTTP\// { status = $2 } END { print status + 0 }' "$work/said"; }
asked_pause() { awk 'tolower($1) == "retry-after:" { sub(/\r/, "", $2); pause = $2 } END { print pause ~ /^[0-9]+$/ ? pause : "" }' "$work/said"; }

# From one address: with patience while it may pass, from where the last attempt ended. Says in $why what went wrong.
fetch_from() { # address, hash, size
  file=$store/partial/$2
  failures=0
  began=$(size_of "$file")
  while :; do
    before=$(size_of "$file")
    ended=0
    if [ "$before" != "$3" ] || [ "$3" = 0 ]; then ask "$1" "$file" "$3" || ended=$?; fi
    # wget makes a file for a refusal too
    if [ ! -s "$file" ]; then rm -f "$file"; fi
    now=$(size_of "$file")
    if [ "$now" = "$3" ]; then
      [ -f "$file" ] || : >"$file"
      if [ "$(hash_of "$file")" = "$2" ]; then
        keep "$file" "$2"
        return 0
      fi
      rm -f "$file"
      why='its content has another sha256'
      # what an earlier run or another address began may be at fault
      [ "$began" -gt 0 ] || return 1
      began=0
      continue
    fi
    # 63: curl did not begin, because the server said so
    if [ "$now" -gt "$3" ] || [ "$ended" = 63 ]; then
      rm -f "$file"
      why="it is longer than $3 bytes"
      return 1
    fi
    status=$(status_of)
    why="the server answered $status"
    case $status in
      0 | 408 | 425 | 429 | 500 | 502 | 503 | 504) ;;
      416) rm -f "$file" ;;
      2??)
        why="the answer ended after $now of $3 bytes"
        # it has no ranges, so there is no going on
        if [ "$before" -gt 0 ] && [ "$now" -le "$before" ]; then rm -f "$file"; fi ;;
      *) return 1 ;;
    esac
    [ "$status" != 0 ] || why=$(cat "$work/log" "$work/said" 2>/dev/null | tail -n 1)
    if [ "$now" -gt "$before" ]; then failures=1; else failures=$((failures + 1)); fi
    pause=$(asked_pause)
    if [ "$failures" -ge 5 ] || [ "${pause:-0}" -gt 600 ]; then return 1; fi
    sleep "${pause:-$((1 << (failures - 1)))}"
  done
}

# Address by address.
fetch() { # hash, size, addresses
  reasons=
  wanted=$1
  length=$2
  # an address may hold signs that mean file names to a shell
  set -f
  # shellcheck disable=SC2086
  set -- $3
  set +f
  for address; do
    if fetch_from "$address" "$wanted" "$length"; then return 0; fi
    reasons="$reasons $address: $why;"
  done
  return 1
}

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

# Each manifest with what it consists of, into a folder, and from there into the store.
fetch_manifest() { # name, digest
  rm -rf "$store/partial/image"
  skopeo copy --quiet --preserve-digests "docker://$1@$2" "dir:$store/partial/image" 2>"$work/log" || return 1
  mv "$store/partial/image/manifest.json" "$store/partial/image/${2#sha256:}"
  for file in "$store/partial/image"/*; do
    hash=${file##*/}
    [ "${#hash}" = 64 ] || continue
    [ "$(hash_of "$file")" = "$hash" ] || return 1
    keep "$file" "$hash"
  done
  rm -rf "$store/partial/image"
}
fetch_index() { # name, digest
  skopeo inspect --raw "docker://$1@$2" >"$store/partial/${2#sha256:}" 2>"$work/log" || return 1
  [ "$(hash_of "$store/partial/${2#sha256:}")" = "${2#sha256:}" ] || return 1
  keep "$store/partial/${2#sha256:}" "${2#sha256:}"
}
lacks_blob() { # reference
  awk -F "$tab" -v "reference=$1" '$1 == "image" { mine = $2 == reference; next } mine { print $2 "\t" $3 }' "$work/images.rows" >"$work/blobs"
  while IFS=$tab read -r digest size <&5; do
    is_stored "${digest#sha256:}" "$size" || return 0
  done 5<"$work/blobs"
  return 1
}
fetch_image() { # reference
  command -v skopeo >/dev/null || { echo 'skopeo is missing here' >"$work/log"; return 1; }
  awk -F "$tab" -v "reference=$1" '$1 == "image" { mine = $2 == reference; next } mine && $4 ~ /(manifest|index)/ { print $2 "\t" $4 }' "$work/images.rows" >"$work/manifests"
  while IFS=$tab read -r digest type <&6; do
    case $type in
      *index* | *list*) fetch_index "${1%:*}" "$digest" || return 1 ;;
      *) fetch_manifest "${1%:*}" "$digest" || return 1 ;;
    esac
  done 6<"$work/manifests"
  ! lacks_blob "$1"
}
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
