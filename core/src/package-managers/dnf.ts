import { shellProgram, words } from "../shell/shell-program.ts";
import { DNF_FUNCTIONS } from "./dnf-functions.ts";
import type { PackageManager } from "./package-manager.ts";

/**
 * Packages of Red Hat Enterprise Linux and its relatives. Services need no holding back: rpm's scriptlets enable what
 * the presets of the system name and start nothing that was not running.
 */
export const dnf: PackageManager = {
  observe: (names) => OBSERVE.replace("NAMES", () => words(names)),
  install: ({ name, version = "" }) => shellProgram({ name, version }, `${DNF_FUNCTIONS}\n${INSTALL}`),
  remove: (name) => shellProgram({ name }, `${DNF_FUNCTIONS}\n${REMOVE}`),
  isVersion: (installed, wanted) =>
    spellings(installed, wanted.includes(":")).some((version) =>
      wanted.endsWith("*") ? version.startsWith(wanted.slice(0, -1)) : version === wanted,
    ),
};

/** `1:3.1-2` may be asked for without its epoch, its release, or both, as dnf itself allows. */
function spellings(version: string, hasEpoch: boolean): string[] {
  const bare = version.replace(/^\d+:/, "");
  const whole = hasEpoch ? (version === bare ? `0:${version}` : version) : bare;
  return [whole, whole.replace(/-[^-]*$/, "")];
}

/** Of several versions, such as kernels, the one that was installed last comes first. */
const OBSERVE = `found=$(rpm -qa --qf '%{INSTALLTIME} %{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n' -- NAMES) &&
since=$(stat -c %Y /var/lib/lambdastack/dnf-open 2>/dev/null || echo 99999999999) &&
printf '%s\\n' "$found" | sort -rn | while read -r time name version; do
  [ -n "$name" ] || continue
  if [ "$time" -lt "$since" ]; then status=installed; else status=half-configured; fi
  printf '%s %s ok %s\\n' "$name" "$status" "$version"
done`;

/**
 * A name and the beginning of a version may read as another package's name, so the versions of the name are looked
 * up first, and the newest that fits is installed by its full name. Metadata is fetched when it is an hour old, and
 * once more when something was missing.
 */
const INSTALL = `dnf_recover
query() { run_dnf -q "$@" --queryformat '= %{name}-%{epoch}:%{version}-%{release}.%{arch} %{epoch} %{version} %{release}'; }
fitting() {
  while read -r mark full epoch number release; do
    [ "$mark" = = ] || continue
    case $version in *:*) number=$epoch:$number ;; esac
    for spelling in "$number-$release" "$number"; do
      case $spelling in $version) printf '%s\\n' "$full"; break ;; esac
    done
  done <"$log"
}
choose() {
  package=$name
  [ -n "$version" ] || return 0
  package=
  query repoquery-n --arch "$(uname -m),noarch" "$name" || return
  candidates=$(fitting)
  [ -n "$candidates" ] || return
  query repoquery-nevra --latest-limit 1 $candidates || return
  package=$(fitting | tail -n 1)
}
install() {
  choose || return
  if [ -n "$version" ]; then change_packages install-nevra "$package"; else change_packages install-n "$package"; fi
}
if ! install; then
  [ ! -e "$open" ] || dnf_failed "install $package, which was killed,"
  run_dnf makecache --refresh || dnf_failed makecache
  install || { [ -n "$package" ] || fail "No repository has $name in version $version."; dnf_failed "install $package"; }
fi`;

const REMOVE = `dnf_recover
change_packages remove-n "$name" || dnf_failed "remove $name"`;
