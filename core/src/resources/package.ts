import { packageManagers } from "../package-managers/index.ts";
import type { ObservedPackage, PackageManager, WantedPackage } from "../package-managers/package-manager.ts";
import { unreadableCheck } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Change, ResourceType } from "./resource-type.ts";
import { described, fields } from "./schema.ts";

export interface PackageProps extends WantedPackage {
  ensure?: Ensure;
}

const ABSENT = new Set(["not-installed", "config-files"]);

/** Packages of the operating system, through the package manager of its family. */
export const packageType: ResourceType<PackageProps, ObservedPackage> = {
  name: "package",
  schema: fields(
    {
      name: described("Name of the package.", { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_+.-]{1,200}$" }),
      version: described("Exact version, or the beginning of one with `*` behind; any when missing.", {
        type: "string",
        pattern: "^[0-9A-Za-z][0-9A-Za-z._^+~:-]{0,200}\\*?$",
      }),
    },
    ["name"],
    {
      description:
        "A package of the operating system. Its services start only once the run has put their files in place.",
    },
  ),
  identify: (props) => props.name,
  observe: (all, { family }) => packageManagers[family].observe(all.map(({ name }) => name)),
  read: readPackages,
  nothing: () => ({ status: "not-installed" }),
  compare: (props, observed, { os }) =>
    props.ensure === "absent" ? compareAbsent(observed) : comparePresent(props, observed, packageManagers[os.family]),
  change: (props, { action }, _observed, { family }) => {
    const manager = packageManagers[family];
    return action === "delete" ? manager.remove(props.name) : manager.install(props);
  },
  essence: ({ status, version }) => (ABSENT.has(status) ? { status: "not-installed" } : { status, version }),
  readBack: ({ status, version }) => (status === "installed" ? { version } : {}),
  bringsFiles: true,
  timeLimit: 1800,
};

/** A package of several architectures or versions has several lines; the first installed one counts. */
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

function comparePresent(
  { version }: PackageProps,
  observed: ObservedPackage,
  manager: PackageManager,
): Change | undefined {
  if (ABSENT.has(observed.status)) {
    return { action: "create", differences: [{ field: "version", to: version ?? "newest" }] };
  }
  if (observed.status !== "installed") {
    return { action: "update", differences: [{ field: "status", from: observed.status, to: "installed" }] };
  }
  if (version === undefined || manager.isVersion(observed.version ?? "", version)) return undefined;
  return { action: "update", differences: [{ field: "version", from: observed.version, to: version }] };
}

function compareAbsent({ status, version }: ObservedPackage): Change | undefined {
  if (ABSENT.has(status)) return undefined;
  return { action: "delete", differences: [{ field: "version", from: version ?? status }], destroys: true };
}
