import { shellProgram, words } from "../shell/shell-program.ts";
import { APT_FUNCTIONS, HOLD_SERVICES } from "./apt-functions.ts";
import type { FormerPackages, WantedPackage } from "./package-manager.ts";

/** Earlier packages of Debian and its relatives. */
export const aptFormer: FormerPackages = {
  missing: (packages) => former({}, packages, MISSING),
  keep: (of, packages) => former({ of }, packages, KEEP),
  bringBack: (of) => shellProgram({ of }, `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${PLACE}\n${BRING_BACK}`),
  forget: () => shellProgram({}, `${PLACE}\nrm -rf "$place" "$place.new"`),
};

const former = (variables: Readonly<Record<string, string>>, packages: readonly WantedPackage[], body: string) => {
  const wanted = packages.map(({ name, version }) => (version === undefined ? name : `${name}=${version}`));
  return shellProgram(
    variables,
    `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${PLACE}\n${FORMER}\nset -- ${words(wanted)}\n${body}`,
  );
};

/** One upgrade is under way on a machine at a time. `named` finds the file of a package as apt names it. */
const PLACE = `place=/var/lib/lambdastack/former
file_name() { printf '%s_%s' "\${1%%:*}" "$(printf %s "$2" | sed 's/:/%3a/g')"; }
named() {
  case $2 in *:*) suffix=_\${2#*:}.deb ;; *) suffix=_*.deb ;; esac
  ls "$1/$(file_name "$2" "$3")"$suffix 2>/dev/null | head -n 1
}`;

/**
 * Simulated, apt says \`Inst name [before] (after ...)\` of what it exchanges, the same without brackets of what comes along
 * and is not there yet, and \`Remv name [before]\`. apt keeps what it fetched among its archives, also when no source has it any more; what a source on the machine itself has
 * it does not fetch.
 */
const FORMER = `simulate() {
  apt_get --simulate --no-install-recommends --allow-downgrades install "$@" || apt_failed "install $*"
  cat "$log"
}
exchanged() { printf '%s\\n' "$1" | sed -n -E 's/^(Inst|Remv) ([^ ]+) \\[([^]]+)\\].*/\\2 \\3/p' | sort -u; }
added() { printf '%s\\n' "$1" | sed -n 's/^Inst \\([^ ]*\\) (.*/\\1/p' | sort -u; }
eval "$(apt-config shell archives Dir::Cache::archives/d)"
can_be_had() { [ -n "$(named "$archives" "$1" "$2")" ] || apt_get download --print-uris "$1=$2"; }
fetch() {
  found=$(named "$archives" "$1" "$2")
  if [ -n "$found" ]; then cp "$found" .; return; fi
  apt_get download "$1=$2" || return
  [ -n "$(named . "$1" "$2")" ] || from_disk "$1" "$2"
}
from_disk() {
  file=$(apt-cache show "$1=$2" | sed -n 's/^Filename: //p' | head -n 1)
  apt-cache madison "$1" | awk -F ' *[|] *' -v version="$2" '$2 == version && sub("^file:", "", $3) { sub(" .*", "", $3); print $3 }' >bases
  while read -r base; do
    [ -f "$base/$file" ] || continue
    cp "$base/$file" "./$(file_name "$1" "$2")_$(dpkg-deb -f "$base/$file" Architecture).deb"
    return
  done <bases
  return 1
}`;

const MISSING = `trap 'rm -f "$log"' EXIT
plan=$(simulate "$@")
exchanged "$plan" | while read -r name version; do can_be_had "$name" "$version" || echo "$name $version"; done`;

/** What an earlier run of the same step kept is what was there before it, also when that run was killed in the middle. */
const KEEP = `if [ -f "$place/of" ] && [ "$(cat "$place/of")" = "$of" ]; then exit 0; fi
release_at_end
hold_services
apt_recover
if ! lists_are_fresh; then apt_update; fi
plan=$(simulate "$@")
rm -rf "$place" "$place.new"
mkdir -p "$place.new"
cd "$place.new"
exchanged "$plan" >exchanged
added "$plan" >added
while read -r name version; do
  fetch "$name" "$version" || fail "$name $version runs here and can be had no more:
$(tail -n 5 "$log")"
done <exchanged
printf %s "$of" >of
sync -f of
cd /
mv -T "$place.new" "$place"`;

/** dpkg may be in the middle of something, which apt does not touch; what it cannot configure goes back all the same. */
const BRING_BACK = `release_at_end
hold_services
[ -f "$place/of" ] && [ "$(cat "$place/of")" = "$of" ] || fail "what was there before is not known"
state() { dpkg-query -W -f='\${db:Status-Status} \${Version}' "$1" 2>/dev/null || :; }
set --
while read -r name version; do
  [ "$(state "$name")" = "installed $version" ] && continue
  found=$(named "$place" "$name" "$version")
  [ -n "$found" ] || fail "$place has no $name $version"
  set -- "$@" "$found"
  echo "$name $version"
done <"$place/exchanged"
[ "$#" -gt 0 ] || exit 0
while read -r name; do
  case $(state "$name") in '' | not-installed* | config-files*) ;; *) set -- "$@" "$name-" ;; esac
done <"$place/added"
go_back() { apt_get --no-install-recommends --allow-downgrades install "$@"; }
if ! go_back "$@"; then
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  go_back "$@" || apt_failed "install $*"
fi`;
