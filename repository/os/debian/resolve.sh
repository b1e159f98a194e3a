# Resolves packages to exact versions, addresses and hashes with apt in a root of its own: nothing of the machine's package
# state is read or changed. POSIX sh with apt, awk and coreutils; no other rights than those to write in a temporary folder.
#
# Needs $request, a folder with packages.awk and tables whose fields are separated by tabs:
#   architectures   as dpkg names them
#   archives        architecture, archive, address, public address, suite, components, key: of the distribution; the address
#                   gives way to the one that this machine itself uses for the same archive, unless the archive is "-"
#   sources         name, address, suite, components, key: third-party ones; keys are absolute, or files of the folder
#   requests        number, role, status ("-": an empty machine), sources (names with commas, or "-")
#   packages        number of its request, name, version or "-", source or "-"
#   pins            name, version: what a package keeps where it can
#   statuses/       files in the form of /var/lib/dpkg/status
# and prints, sorted: "package", name, architecture, version, file name, sha256, size, addresses (with white space between
# them), roles, packages that pull it; or "problem", role, text. An empty list is "-".
set -euf
LC_ALL=C.UTF-8
export LC_ALL
tab=$(printf '\t')
fail() { printf 'problem\t-\t%s\n' "$*"; exit 1; }
command -v apt-get >/dev/null || fail 'apt-get is missing: packages of this system are resolved on Debian or Ubuntu.'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM
case $work in *[!A-Za-z0-9/._-]*) fail "TMPDIR is $TMPDIR; its path needs to be of letters, digits and . _ - only." ;; esac
chmod 0755 "$work"
mkdir "$work/keys" "$work/none"

# Addresses that the machine's own apt uses, its proxies and its certificates: read before its configuration is left out. They are
# looked for where they lie, also while the machine is pointed at the cluster's repository.
apt-get -o Dir::Etc::sourcelist=/etc/apt/sources.list -o Dir::Etc::sourceparts=/etc/apt/sources.list.d \
  indextargets --format '$(CREATED_BY) $(COMPONENT) $(REPO_URI) $(ORIGIN)' 2>/dev/null | sort -u >"$work/own" || :
apt-config dump | grep -E '^Acquire::(http|https)::' >"$work/network" || :

# A vendor's source may end in the same folder, so whoever signed it must have called himself as the archive is called.
own_address() { # archive, default
  awk -v "archive=$1" -v "otherwise=$2" '
    { address = $3; sub(/\/+$/, "", address); last = address; sub(/.*\//, "", last) }
    $1 == "Packages" && $2 == "main" && address ~ /^https?:/ && last == archive && NF == 4 && index(archive, tolower($4)) == 1 {
      print address; found = 1; exit
    }
    END { if (!found) print otherwise }
  ' "$work/own"
}

# apt tells forms of keys apart by the ends of their names; whoever it checks signatures as must be able to read them.
key_file() {
  case $1 in /*) from=$1 ;; *) from=$request/$1 ;; esac
  case $(head -c 5 "$from") in ----*) form=asc ;; *) form=gpg ;; esac
  to=$work/keys/$(sha256sum <"$from" | cut -c 1-64).$form
  cp "$from" "$to"
  chmod 0644 "$to"
  printf '%s' "$to"
}

require_key() {
  case $1 in /*) [ -r "$1" ] || fail "The keyring $1 is missing here. It comes with the package debian-archive-keyring or ubuntu-keyring; or resolve on a machine of that system." ;; esac
}

stanza() { # address, suite, components, key
  printf 'Types: deb\nURIs: %s\nSuites: %s\n' "$1" "$2"
  [ "$3" = - ] || printf 'Components: %s\n' "$3"
  printf 'Signed-By: %s\n\n' "$(key_file "$4")"
}

mkdir "$work/sources"
while IFS=$tab read -r architecture archive address public suite components key; do
  require_key "$key"
  used=$(own_address "$archive" "$address")
  printf '%s\t%s\n' "$used" "$public" >>"$work/addresses"
  stanza "$used" "$suite" "$components" "$key" >>"$work/sources/$architecture"
done <"$request/archives"
while IFS=$tab read -r name address suite components key; do
  stanza "$address" "$suite" "$components" "$key" >"$work/sources/$name"
done <"$request/sources"

names() { [ "$1" = - ] || printf '%s' "$1" | tr ',' ' '; }

# One configuration per architecture and set of sources. APT_CONFIG is read first, so nothing of /etc/apt follows.
configure() { # folder, architecture, sources
  mkdir -p "$1/etc/sources.d" "$1/state/lists/partial" "$1/cache/archives/partial"
  : >"$1/status"
  cp "$work/sources/$2" "$1/etc/sources.d/archives.sources"
  pin >"$1/etc/preferences"
  # apt passes over files with other signs in their names
  for name in $(names "$3"); do cp "$work/sources/$name" "$1/etc/sources.d/$(printf '%s' "$name" | tr '@' '_').sources"; done
  cat >"$1/apt.conf" <<CONFIGURATION
Dir "$1/";
Dir::State "$1/state/";
Dir::State::status "$1/status";
Dir::Cache "$1/cache/";
Dir::Log "$work/none/";
Dir::Etc "$1/etc/";
Dir::Etc::main "none";
Dir::Etc::parts "$work/none/";
Dir::Etc::sourcelist "none";
Dir::Etc::sourceparts "$1/etc/sources.d/";
Dir::Etc::preferences "$1/etc/preferences";
Dir::Etc::preferencesparts "$work/none/";
Dir::Etc::trusted "none";
Dir::Etc::trustedparts "$work/none/";
Dir::Etc::netrc "/etc/apt/auth.conf";
Dir::Etc::netrcparts "/etc/apt/auth.conf.d/";
APT::Architecture "$2";
APT::Architectures { "$2"; };
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::ForceHash "SHA256";
CONFIGURATION
  cat "$work/network" >>"$1/apt.conf"
}

# The end of what apt said, as one line.
complaint() { # log
  grep -v "^'" "$1" | tail -n 15 | tr '\n\t' '  ' | sed 's/  */ /g'
}

update() { # folder
  APT_CONFIG=$1/apt.conf apt-get -q update >"$work/log" 2>&1 ||
    fail "The package lists cannot be fetched: $(complaint "$work/log")"
}

# A name, with its version where one is asked for, one a line. Of a package that names its source the newest version there.
wanted() { # number
  while IFS=$tab read -r of name version source; do
    [ "$of" = "$1" ] || continue
    if [ "$source" != - ]; then version=$(version_in "$source" "$name" "$version"); fi
    if [ "$version" = - ]; then printf '%s\n' "$name"; else printf '%s=%s\n' "$name" "$version"; fi
  done <"$request/packages"
}

version_in() { # source, name, version
  address=$(awk -F "$tab" -v "name=$1" '$1 == name { sub(/\/+$/, "", $2); print $2 }' "$request/sources")
  apt-cache madison "$2" | awk -F ' *[|] *' -v "address=$address" -v "wanted=$3" '
    BEGIN { any = sub(/[*]$/, "", wanted) }
    { from = $3; sub(/ .*/, "", from); sub(/\/+$/, "", from) }
    from != address { next }
    wanted == "-" || $2 == wanted || (any && index($2, wanted) == 1) { print $2; found = 1; exit }
    END { if (!found) print "none-in-its-source" }
  '
}

# Versions that stay as they are.
pin() { awk -F "$tab" '{ printf "Package: %s\nPin: version %s\nPin-Priority: 1001\n\n", $1, $2 }' "$request/pins"; }

# What one request needs, in a folder of its own: several are resolved at once.
resolve() { # folder, number, role, status, sources
  found=$1/found/$2
  mkdir -p "$found"
  if [ "$4" = - ]; then status=$1/status; else status=$request/statuses/$4; fi
  APT_CONFIG=$1/apt.conf
  export APT_CONFIG
  # word splitting is wanted: neither names nor versions hold white space
  # shellcheck disable=SC2046
  if ! apt-get -y -qq -o "Dir::State::status=$status" --print-uris install $(wanted "$2") >"$found/printed" 2>"$found/log"; then
    cat "$found/printed" >>"$found/log"
    printf 'problem\t%s\t%s\n' "$3" "$(complaint "$found/log")" >"$found/problems"
    return 0
  fi
  # 'address' file-name size SHA256:hash
  if grep "^'" "$found/printed" | grep -qv ' SHA256:'; then
    printf 'problem\t%s\t%s\n' "$3" "A source gives no SHA256: $(grep "^'" "$found/printed" | grep -v ' SHA256:' | head -n 1)" >"$found/problems"
  fi
  sed -n "s/^'\([^']*\)' \([^ ]*\) \([0-9]*\) SHA256:\([0-9a-f]*\)\$/uri$tab\4$tab\1$tab\3/p" "$found/printed" >"$found/uris"
  sed -n "s/^'[^']*' \([^_ ]*\)_\([^_ ]*\)_[^ ]* .*/\1=\2/p" "$found/printed" | sed 's/%3a/:/g' >"$found/names"
  awk -F "$tab" -v "number=$2" -v "role=$3" '$1 == number { print "need\t" role "\t" $2 }' "$request/packages" >"$found/needs"
  if [ -s "$found/names" ]; then xargs apt-cache show <"$found/names" >"$found/stanzas"; fi
  : >"$found/whole"
}

# As many at once as there are processors.
processors=$(nproc 2>/dev/null || echo 1)
running=0
asked=0
while read -r architecture; do
  while IFS=$tab read -r number role status sources; do
    folder=$work/$architecture-$(printf '%s' "$sources" | tr ',' '+')
    if [ ! -d "$folder" ]; then
      configure "$folder" "$architecture" "$sources"
      update "$folder"
    fi
    resolve "$folder" "$number" "$role" "$status" "$sources" &
    running=$((running + 1))
    asked=$((asked + 1))
    if [ "$running" -ge "$processors" ]; then wait; running=0; fi
  done <"$request/requests"
done <"$request/architectures"
wait

# All that was found under one name.
gather() { find "$work" -path "*/found/*/$1" -exec cat {} +; }

gather problems | sort -u >"$work/problems"
cat "$work/problems"
[ ! -s "$work/problems" ] || exit 1
[ "$(find "$work" -path '*/found/*/whole' | wc -l)" = "$asked" ] || fail 'A request was not resolved to its end.'
sed "s/^/address$tab/" "$work/addresses" | sort -u >"$work/public"
for name in uris needs stanzas; do gather "$name" >"$work/$name"; done

awk -F "$tab" -v "OFS=$tab" -f "$request/packages.awk" "$work/public" "$work/uris" "$work/needs" "$work/stanzas" | sort -u
