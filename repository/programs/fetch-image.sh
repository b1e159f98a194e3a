# Part of download.sh, after fetch-file.sh: images fetched with skopeo. Needs the table $work/images.rows.

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
