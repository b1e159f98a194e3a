import { shellProgram, words } from "../shell/shell-program.ts";
import { aptFormer } from "./apt-former.ts";
import { APT_FUNCTIONS, HOLD_SERVICES } from "./apt-functions.ts";
import type { PackageManager } from "./package-manager.ts";

/** Packages of Debian and its relatives. */
export const apt: PackageManager = {
  observe: (names) => {
    const format = ["Package", "db:Status-Status", "db:Status-Eflag", "Version"]
      .map((field) => `\${${field}}`)
      .join(" ");
    return `dpkg-query -W -f='${format}\\n' -- ${words(names)} 2>/dev/null || [ "$?" -eq 1 ]`;
  },
  install: ({ name, version }) => {
    const wanted = version === undefined ? name : `${name}=${version}`;
    const downgrade = version === undefined ? "" : "--allow-downgrades";
    return shellProgram({ name, wanted, downgrade }, `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${INSTALL}`);
  },
  remove: (name) => shellProgram({ name }, `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${REMOVE}`),
  offers: (packages) => {
    const looks = packages.map(({ name, version = "" }) => `look ${words([name, version])}`);
    return shellProgram({}, `${APT_FUNCTIONS}\n${OFFERS}\n${looks.join("\n")}`);
  },
  former: aptFormer,
  isVersion: (installed, wanted) =>
    wanted.endsWith("*") ? installed.startsWith(wanted.slice(0, -1)) : installed === wanted,
};

/**
 * Lists are fetched when they are old, and once more when apt says that it lacks something. What an interrupted dpkg left is
 * mended first: where no version is wanted, a package that was there before keeps the one that it was being brought to.
 */
const INSTALL = `release_at_end
hold_services
apt_recover
if [ -z "$downgrade" ] && [ "$(dpkg-query -W -f='\${db:Status-Status}' "$name" 2>/dev/null)" = installed ]; then exit 0; fi
if ! lists_are_fresh; then apt_update; fi
install() { apt_get --no-install-recommends $downgrade install "$wanted"; }
if ! install; then
  grep -Eq 'Unable to locate|no installation candidate|was not found|Failed to fetch|Hash Sum mismatch' "$log" || apt_failed "install $wanted"
  apt_update
  install || apt_failed "install $wanted"
fi`;

/** A version that only dpkg knows, since no source has it any more, is the candidate all the same. */
const OFFERS = `trap 'rm -f "$log"' EXIT
apt_update
look() {
  installed=$(dpkg-query -W -f='\${db:Status-Status} \${Version}\\n' "$1" 2>/dev/null | sed -n 's/^installed //p' | head -n 1)
  versions=$(apt-cache madison "$1" | awk -F '|' '!/ Sources$/ { gsub(/ /, "", $2); print $2 }' | uniq)
  case $2 in
    '') offered=$(apt-cache policy "$1" | sed -n 's/^  Candidate: //p')
      has_version "$offered" || offered=$(printf '%s\\n' "$versions" | head -n 1) ;;
    *'*') offered=$(printf '%s\\n' "$versions" | awk -v start="\${2%\\*}" 'index($0, start) == 1 { print; exit }') ;;
    *) offered=$2 ;;
  esac
  printf '%s %s %s %s' "$1" "\${installed:--}" "\${offered:--}" "$(order "$offered")"
  for version in $versions; do printf ' %s=%s' "$version" "$(order "$version")"; done
  echo
}
has_version() { printf '%s\\n' "$versions" | grep -Fxq -e "$1"; }
order() {
  if [ -z "$installed" ]; then echo not-installed
  elif [ -z "$1" ]; then echo nothing
  elif dpkg --compare-versions "$1" gt "$installed"; then echo newer
  elif dpkg --compare-versions "$1" lt "$installed"; then echo older
  else echo same; fi
}`;

/** Configuration files and data stay: purge is never ours to call. */
const REMOVE = `release_at_end
hold_services
apt_recover
apt_get remove "$name" || apt_failed "remove $name"`;
