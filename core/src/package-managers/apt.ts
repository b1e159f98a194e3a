import { shellProgram, words } from "../shell/shell-program.ts";
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
  isVersion: (installed, wanted) =>
    wanted.endsWith("*") ? installed.startsWith(wanted.slice(0, -1)) : installed === wanted,
};

/** Lists are fetched when they are old, and once more when apt says that it lacks something. */
const INSTALL = `release_at_end
hold_services
apt_recover
if ! lists_are_fresh; then apt_update; fi
install() { apt_get --no-install-recommends $downgrade install "$wanted"; }
if ! install; then
  grep -Eq 'Unable to locate|no installation candidate|was not found|Failed to fetch|Hash Sum mismatch' "$log" || apt_failed "install $wanted"
  apt_update
  install || apt_failed "install $wanted"
fi`;

/** Configuration files and data stay: purge is never ours to call. */
const REMOVE = `release_at_end
hold_services
apt_recover
apt_get remove "$name" || apt_failed "remove $name"`;
