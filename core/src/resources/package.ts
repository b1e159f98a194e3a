import type { OperatingSystem } from "../machines/machine.ts";
import { APT_FUNCTIONS, HOLD_SERVICES } from "../shell/apt.ts";
import { shellProgram, words } from "../shell/shell-program.ts";
import { unreadableCheck, unsupportedFamily } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Change, ResourceType } from "./resource-type.ts";
import { described, fields } from "./schema.ts";

export interface PackageProps {
  name: string;
  /** Exact, or a prefix ending in `*`. */
  version?: string;
  ensure?: Ensure;
}

export interface ObservedPackage {
  /** dpkg's own word: `not-installed`, `installed`, `half-configured` …; `reinst-required` comes before it. */
  status: string;
  version?: string;
}

const ABSENT = new Set(["not-installed", "config-files"]);

/** Packages of Debian and its relatives, through apt. */
export const packageType: ResourceType<PackageProps, ObservedPackage> = {
  name: "package",
  schema: fields(
    {
      name: described("Name of the package.", { type: "string", pattern: "^[a-z0-9][a-z0-9+.-]{1,200}$" }),
      version: described("Exact version, or the beginning of one with `*` behind; any when missing.", {
        type: "string",
        pattern: "^[0-9A-Za-z][0-9A-Za-z.+~:-]{0,200}\\*?$",
      }),
    },
    ["name"],
    {
      description:
        "A package of the operating system. Its services start only once the run has put their files in place.",
    },
  ),
  identify: (props) => props.name,
  observe: (all, os) => {
    refuseOthers(os);
    const format = ["Package", "db:Status-Status", "db:Status-Eflag", "Version"]
      .map((field) => `\${${field}}`)
      .join(" ");
    return `dpkg-query -W -f='${format}\\n' -- ${words(all.map((props) => props.name))} 2>/dev/null || [ "$?" -eq 1 ]`;
  },
  read: readPackages,
  nothing: () => ({ status: "not-installed" }),
  compare: (props, observed) =>
    props.ensure === "absent" ? compareAbsent(props, observed) : comparePresent(props, observed),
  change: (props, { action }, _observed, os) => {
    refuseOthers(os);
    const { name, version } = props;
    if (action === "delete") return shellProgram({ name }, `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${REMOVE}`);
    const wanted = version === undefined ? name : `${name}=${version}`;
    const downgrade = version === undefined ? "" : "--allow-downgrades";
    return shellProgram({ name, wanted, downgrade }, `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${INSTALL}`);
  },
  bringsFiles: true,
  timeLimit: 1800,
};

function refuseOthers({ family }: OperatingSystem): void {
  if (family !== "debian") throw unsupportedFamily("package", family);
}

/** A package of several architectures has several lines; the installed one counts. */
function readPackages(output: string, all: readonly PackageProps[]): ObservedPackage[] {
  const found = new Map<string, ObservedPackage>();
  for (const line of output.split("\n").filter((text) => text !== "")) {
    const [name, status, flag, version] = line.split(" ");
    if (name === undefined || status === undefined) throw unreadableCheck("package", line);
    if (found.get(name)?.status === "installed") continue;
    found.set(name, {
      status: flag === "reinstreq" ? `reinst-required ${status}` : status,
      ...(version && { version }),
    });
  }
  return all.map(({ name }) => found.get(name) ?? { status: "not-installed" });
}

function comparePresent({ version }: PackageProps, observed: ObservedPackage): Change | undefined {
  if (ABSENT.has(observed.status)) {
    return { action: "create", differences: [{ field: "version", to: version ?? "newest" }] };
  }
  if (observed.status !== "installed") {
    return { action: "update", differences: [{ field: "status", from: observed.status, to: "installed" }] };
  }
  if (version === undefined || isVersion(observed.version ?? "", version)) return undefined;
  return { action: "update", differences: [{ field: "version", from: observed.version, to: version }] };
}

function compareAbsent(_props: PackageProps, { status, version }: ObservedPackage): Change | undefined {
  if (ABSENT.has(status)) return undefined;
  return { action: "delete", differences: [{ field: "version", from: version ?? status }], destroys: true };
}

function isVersion(installed: string, wanted: string): boolean {
  return wanted.endsWith("*") ? installed.startsWith(wanted.slice(0, -1)) : installed === wanted;
}

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
