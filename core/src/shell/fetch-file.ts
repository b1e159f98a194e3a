import { POINTING_FOLDER } from "../repository-file/repository-facts.ts";

/** A file of a role's requirements, as a machine fetches it. */
export interface RequiredFile {
  id: string;
  /** Its name in a release of the repository. */
  name: string;
  sha256: string;
  /** Where it is published, tried in order. */
  urls: readonly string[];
}

/**
 * `fetch_file ID/NAME SHA256 TARGET URL…`: from the repository that the machine is pointed at, whose address stands in its
 * package source; the given addresses count only where there is none. What is not of that sha256 is not taken.
 */
export const FETCH_FILE = `fetch() {
  if command -v curl >/dev/null; then
    curl --silent --show-error --fail --location --globoff --connect-timeout 20 --retry 2 \${direct:+--noproxy '*'} --output "$2" -- "$1"
  elif command -v wget >/dev/null; then
    wget --no-verbose --timeout=20 --tries=3 \${direct:+--no-proxy} --output-document="$2" -- "$1"
  else
    /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file "$1" "$2"
  fi
}
fetch_file() {
  place=$1 sha256=$2 target=$3 tried='' direct=''
  shift 3
  release=$(cat ${POINTING_FOLDER}/lambdastack.sources ${POINTING_FOLDER}/yum.repos.d/lambdastack.repo 2>/dev/null |
    sed -n -e 's|^URIs: \\(.*\\)/apt/[^/]*$|\\1|p' -e 's|^baseurl=\\(.*\\)/rpm/[^/]*$|\\1|p')
  [ -z "$release" ] || { direct=yes; set -- "$release/files/$place"; }
  for url do
    rm -f -- "$target"
    why=$(fetch "$url" "$target" 2>&1) || { tried="$tried
$url: $why"; continue; }
    ! printf '%s  %s\\n' "$sha256" "$target" | sha256sum --check --status || return 0
    tried="$tried
$url: its sha256 is not $sha256"
  done
  fail "The file \${place##*/} cannot be had:$tried"
}`;
