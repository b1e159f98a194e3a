# Resolves container images to everything that they consist of, with skopeo. POSIX sh with awk and coreutils.
#
# Needs $request, a folder with json.awk and the table "images": reference, digest ("-": what the reference names now), architectures,
# roles (lists with commas);
# prints "image", reference, digest, roles, followed by "blob", digest, size, media type, sorted by digest; or "problem", roles, text.
set -eu
LC_ALL=C
export LC_ALL
tab=$(printf '\t')
problem() { printf 'problem\t%s\t%s\n' "$1" "$2" >>"$work/problems"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM
: >"$work/problems"
: >"$work/found"
if [ -s "$request/images" ] && ! command -v skopeo >/dev/null; then
  printf 'problem\t-\t%s\n' 'skopeo is missing: images are resolved and fetched with it.'
  exit 1
fi

# The manifest or index with a digest, verified; adds it to the blobs of the image.
fetch() { # name, digest
  hash=${2#sha256:}
  if ! skopeo inspect --raw "docker://$1@$2" >"$work/raw" 2>"$work/log"; then
    why="$1@$2: $(tail -n 3 "$work/log" | tr '\n\t' '  ')"
    return 1
  fi
  if [ "$(sha256sum <"$work/raw" | cut -c 1-64)" != "$hash" ]; then
    why="$1@$2: the registry answered with other content"
    return 1
  fi
  awk -f "$request/json.awk" "$work/raw" >"$work/flat" || { why="$1@$2: no JSON"; return 1; }
  awk -F "$tab" -v "digest=$2" -v "size=$(wc -c <"$work/raw" | tr -d ' ')" '
    $1 == ".mediaType" { type = $2 }
    $1 ~ /^\.manifests\[/ { index_ = 1 }
    END {
      if (type == "") type = index_ ? "application/vnd.oci.image.index.v1+json" : "application/vnd.oci.image.manifest.v1+json"
      print "blob\t" digest "\t" size "\t" type
    }
  ' "$work/flat" >>"$work/blobs"
}

# Digests of an index for the wanted architectures, each with its architecture.
manifests() { # architectures
  awk -F "$tab" -v "wanted=,$1," '
    match($1, /^\.manifests\[[0-9]+\]/) { number = substr($1, 12, RLENGTH - 12); field = substr($1, RLENGTH + 1); all[number "" field] = $2; if (number + 0 > last) last = number + 0; any = 1 }
    END {
      if (any) for (i = 0; i <= last; i++)
        if (all[i ".platform.os"] == "linux" && index(wanted, "," all[i ".platform.architecture"] ","))
          print all[i ".platform.architecture"] "\t" all[i ".digest"]
    }
  ' "$work/flat"
}

contents() {
  awk -F "$tab" '
    match($1, /^\.(config|layers\[[0-9]+\])\./) { part = substr($1, 1, RLENGTH); all[part substr($1, RLENGTH + 1)] = $2; parts[part] = 1 }
    END { for (part in parts) print "blob\t" all[part "digest"] "\t" all[part "size"] "\t" all[part "mediaType"] }
  ' "$work/flat" >>"$work/blobs"
}

# Sets digest to that of what a reference names now.
pin() { # reference
  if ! skopeo inspect --raw "docker://$1" >"$work/raw" 2>"$work/log"; then
    why="$1: $(tail -n 3 "$work/log" | tr '\n\t' '  ')"
    return 1
  fi
  digest=sha256:$(sha256sum <"$work/raw" | cut -c 1-64)
}

image() { # reference, digest, architectures
  name=${1%:*}
  : >"$work/blobs"
  fetch "$name" "$2" || return 1
  if ! grep -q '^\.manifests\[' "$work/flat"; then
    contents
    return 0
  fi
  manifests "$3" >"$work/manifests"
  for architecture in $(printf '%s' "$3" | tr ',' ' '); do
    if ! grep -q "^$architecture$tab" "$work/manifests"; then
      why="$1 does not exist for $architecture"
      return 1
    fi
  done
  while read -r architecture part <&3; do
    fetch "$name" "$part" || return 1
    contents
  done 3<"$work/manifests"
}

while IFS=$tab read -r reference digest architectures roles <&4; do
  if { [ "$digest" != - ] || pin "$reference"; } && image "$reference" "$digest" "$architectures"; then
    printf 'image\t%s\t%s\t%s\n' "$reference" "$digest" "$roles" >>"$work/found"
    sort -u "$work/blobs" >>"$work/found"
  else
    problem "$roles" "$why"
  fi
done 4<"$request/images"
cat "$work/found" "$work/problems"
[ ! -s "$work/problems" ]
