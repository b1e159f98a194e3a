# A client of the release before it is served: apt in a root of its own, as on a machine that has nothing. Before it stand:
# root, base, id, sets (lines of system, architecture and the packages of one role).
client=$(mktemp -d)
trap 'rm -rf "$client"' EXIT
mkdir -p "$client/lists/partial" "$client/cache/archives/partial" "$client/none"
: >"$client/status"
systems=$(printf '%s' "$sets" | cut -d' ' -f1,2 | sort -u)
printf '%s\n' "$systems" | while read -r system architecture; do
  [ -n "$system" ] || continue
  echo "deb [signed-by=$root/keys/public.asc] $base/r/$id.tmp/apt/$system ./" >"$client/sources"
  cat >"$client/apt.conf" <<CONF
Dir::Etc::parts "$client/none"; Dir::Etc::main "/dev/null"; Dir::Etc::preferencesparts "$client/none"; Dir::Etc::preferences "/dev/null";
Dir::Etc::sourcelist "$client/sources"; Dir::Etc::sourceparts "$client/none"; Dir::Etc::trustedparts "$client/none";
Dir::State::lists "$client/lists"; Dir::State::status "$client/status"; Dir::Cache "$client/cache";
APT::Sandbox::User "root"; APT::Architecture "$architecture"; APT::Architectures "$architecture"; APT::Install-Recommends "false";
Acquire::Languages "none"; Acquire::http::Proxy "DIRECT"; APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke; #clear APT::Update::Post-Invoke-Success; #clear DPkg::Post-Invoke;
CONF
  export APT_CONFIG="$client/apt.conf"
  said=$(apt-get -q update 2>&1) || fail "a client cannot read $system: $said"
  printf '%s' "$sets" | while read -r of _ packages; do
    [ "$of" = "$system" ] || continue
    said=$(apt-get -q -s install $packages 2>&1) || fail "a client cannot install $packages on $system: $said"
  done || exit 1
done || exit 1
