import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { CommonConfig } from "../config.ts";

const modules = "/etc/modules-load.d/kubernetes.conf";
const settings = "/etc/sysctl.d/90-kubernetes.conf";

/** In a container the kernel is its host's: what cannot be changed there is left to the host. */
export function kernel({ resource }: TaskContext<CommonConfig>): Resource[] {
  return [
    resource.file({ path: modules, source: "modules.conf" }),
    resource.file({ path: settings, source: "sysctl.conf" }),
    resource.command({
      name: "kernel has the modules that containers need",
      unless: modulesAreLoaded,
      run: "modprobe overlay && modprobe br_netfilter\n",
    }),
    resource.command({
      name: "kernel forwards packets of pods",
      environment: { SETTINGS: settings },
      unless: settingsHold,
      run: setSettings,
    }),
  ];
}

const isContainer = `is_container() { systemd-detect-virt -q --container; }
`;

const modulesAreLoaded = `${isContainer}
is_container || { grep -qw overlay /proc/filesystems && [ -d /proc/sys/net/bridge ]; }
`;

/** Lines of sysctl.conf(5) as path and value; those that a container may not change are left out. */
const eachSetting = `${isContainer}each_setting() {
  sed -n 's/^\\([a-z0-9._-]*\\) *= *\\(.*\\)$/\\1 \\2/p' "$SETTINGS" | while read -r name value; do
    path=/proc/sys/$(printf %s "$name" | tr . /)
    [ -w "$path" ] || ! is_container || continue
    "$1" "$path" "$value" || return 1
  done
}
`;

const settingsHold = `${eachSetting}
holds() { [ "$(cat "$1")" = "$2" ]; }
[ -f "$SETTINGS" ] && each_setting holds
`;

const setSettings = `${eachSetting}
change() { printf '%s\\n' "$2" >"$1"; }
each_setting change
`;
