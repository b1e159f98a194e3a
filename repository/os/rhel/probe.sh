# A client of the release before it is served: dnf with an empty root. Before it stand: root, base, id, sets (lines of system,
# architecture and the packages of one role).
client=$(mktemp -d)
trap 'rm -rf "$client"' EXIT
try() {
  dnf -q -c "$client/dnf.conf" --installroot="$client/root" --releasever="${system##*-}" --forcearch="$hardware" "$@"
}
printf '%s' "$sets" | cut -d' ' -f1,2 | sort -u | while read -r system architecture; do
  case $architecture in amd64) hardware=x86_64 ;; arm64) hardware=aarch64 ;; *) hardware=$architecture ;; esac
  rm -rf "$client"/*
  mkdir -p "$client/none"
  cat >"$client/dnf.conf" <<CONF
[main]
reposdir=$client/none
cachedir=$client/cache
persistdir=$client/persist
logdir=$client/log
install_weak_deps=False
[probe]
name=probe
baseurl=$base/r/$id.tmp/rpm/$system
repo_gpgcheck=1
gpgcheck=0
gpgkey=file://$root/keys/public.asc
proxy=_none_
module_hotfixes=1
CONF
  said=$(try -y makecache 2>&1) || fail "a client cannot read $system: $said"
  printf '%s' "$sets" | while read -r of _ packages; do
    [ "$of" = "$system" ] && [ -n "$packages" ] || continue
    # dnf ends with 1 where everything could be installed and nobody says yes
    # shellcheck disable=SC2086
    said=$(try --assumeno install $packages 2>&1) || :
    case $said in *'Operation aborted'*) ;; *) fail "a client cannot install $packages on $system: $said" ;; esac
  done || exit 1
done || exit 1
