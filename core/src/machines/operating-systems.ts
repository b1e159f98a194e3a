import type { OperatingSystem } from "./machine.ts";

const families: Readonly<Record<string, OperatingSystem["family"]>> = {
  debian: "debian",
  ubuntu: "debian",
  rhel: "rhel",
  almalinux: "rhel",
  rocky: "rhel",
  centos: "rhel",
  fedora: "rhel",
};

/** Package family of an operating system by its `ID` of os-release; undefined for one that is none of ours. */
export const familyOfId = (id: string): OperatingSystem["family"] | undefined =>
  Object.hasOwn(families, id) ? families[id] : undefined;

/** Package family of a system such as `debian-12`, or of a family's own name. */
export const familyOf = (system: string): OperatingSystem["family"] | undefined =>
  familyOfId(system.replace(/-[0-9.]+$/, ""));

/** Name of a system in requirements and locks, such as `debian-12`: minor releases of the rhel family are one system. */
export function systemOf({ id, version, family }: OperatingSystem): string {
  return `${id}-${family === "rhel" ? version.replace(/\..*$/, "") : version}`;
}

const debianNames: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** An architecture as dpkg names it, from the name that `uname -m` gives it. */
export const architectureOf = (machineHardware: string): string => debianNames[machineHardware] ?? machineHardware;
