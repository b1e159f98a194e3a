# Points this machine's apt at the cluster's repository. None of the machine's own files is moved or changed: one file in
# apt.conf.d leads apt to sources of ours. Set before: system, address, release, lineage, key. What is written first is the
# journal, so that whatever ends this program in between, the next one knows what to mend.
own=/var/lib/lambdastack/repository
journal=$own/point.json
dropin=/etc/apt/apt.conf.d/00lambdastack
updated=/var/lib/lambdastack/apt-updated
# What is ours on the machine, as one hash: shows whether anybody changed it since.
files() { cat "$dropin" "$own/lambdastack.sources" 2>/dev/null | sha256sum | cut -c 1-64; }
note() { # state
  mkdir -p "$own"
  printf '{"state":"%s","lineage":"%s","release":"%s","address":"%s","files":"%s"}\n' "$1" "$lineage" "$release" "$address" "$(files)" >"$journal.new"
  sync "$journal.new"
  mv -f "$journal.new" "$journal"
  sync "$own"
}
place() { # path; content on standard input
  cat >"$1.new"
  chmod 0644 "$1.new"
  sync "$1.new"
  mv -f "$1.new" "$1"
}
umask 022
note pointing
mkdir -p "$own/empty.d"
printf '%s\n' "$key" | place "$own/key.asc"
place "$own/lambdastack.sources" <<SOURCES
Types: deb
URIs: $address/r/$release/apt/$system
Suites: ./
Signed-By: $own/key.asc
SOURCES
host=${address#*://}
host=${host%%[/:]*}
# The lists of the machine's own sources wait beside ours: apt would mix them.
lists=/var/lib/apt/lists
if [ ! -d "$own/lists" ]; then
  if [ -d "$lists" ]; then mv -T "$lists" "$own/lists"; else mkdir "$own/lists"; fi
else
  rm -rf "$lists"
fi
mkdir -p "$lists/partial"
chown _apt:root "$lists/partial"
chmod 0700 "$lists/partial"
place "$dropin" <<CONFIGURATION
// Written by LambdaStack: packages come from the cluster's repository. \`repo teardown\` removes this file.
Dir::Etc::sourcelist "$own/lambdastack.sources";
Dir::Etc::sourceparts "$own/empty.d";
Acquire::http::Proxy::$host "DIRECT";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Update::Error-Mode "any";
DPkg::Lock::Timeout "600";
CONFIGURATION
rm -f "$updated"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt-get -q -o DPkg::Lock::Timeout=600 -o APT::Update::Error-Mode=any update >"$log" 2>&1 || fail "apt cannot read the repository:
$(tail -n 15 "$log")"
note pointed
: >"$updated"
