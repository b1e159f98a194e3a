import type { OperatingSystem } from "@lambdastack/core";
import { unknownImage } from "../errors.ts";

/** An image to start machines from; `id`, or the newest of a name. */
export interface Image {
  id?: string;
  name?: string;
  owners?: string[];
  os: OperatingSystem;
}

export interface NamedImage extends Image {
  /** What stands for it among the variables. */
  key: string;
  warning?: { message: string; hint: string };
}

interface Family {
  /** Account that publishes it. */
  owner: string;
  /** Names with `ARCH` in the place of the architecture. */
  pattern: string;
  /** How that publisher calls x86_64 and aarch64. */
  architectures: [string, string];
  os: Omit<OperatingSystem, "architecture">;
}

const debian = (version: string, codename: string) => ({ id: "debian", version, codename, family: "debian" as const });
const ubuntu = (version: string, codename: string) => ({ id: "ubuntu", version, codename, family: "debian" as const });
const rhel = (id: string, version: string) => ({ id, version, codename: "", family: "rhel" as const });

/** Publishers as their own pages name them: Canonical, Debian's cloud team, Red Hat, AlmaLinux OS Foundation. */
const families: Readonly<Record<string, Family>> = {
  "ubuntu-22.04": {
    owner: "099720109477",
    pattern: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-ARCH-server-*",
    architectures: ["amd64", "arm64"],
    os: ubuntu("22.04", "jammy"),
  },
  "ubuntu-24.04": {
    owner: "099720109477",
    pattern: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-ARCH-server-*",
    architectures: ["amd64", "arm64"],
    os: ubuntu("24.04", "noble"),
  },
  "debian-12": {
    owner: "136693071363",
    pattern: "debian-12-ARCH-*",
    architectures: ["amd64", "arm64"],
    os: debian("12", "bookworm"),
  },
  "rhel-9": {
    owner: "309956199498",
    pattern: "RHEL-9.*_HVM-*-ARCH-*-Hourly2-GP3",
    architectures: ["x86_64", "arm64"],
    os: rhel("rhel", "9"),
  },
  "almalinux-9": {
    owner: "764336703387",
    pattern: "AlmaLinux OS 9.* ARCH",
    architectures: ["x86_64", "aarch64"],
    os: rhel("almalinux", "9"),
  },
};

const standard = "ubuntu-24.04";

/** Names of the old products, and full names of images that their publishers have withdrawn. */
const replaced: readonly [RegExp, string][] = [
  [/^ubuntu-18\.04|ubuntu-bionic-18\.04/, "ubuntu-22.04"],
  [/^redhat-7|^RHEL-7/, "rhel-9"],
  [/^centos-7-arm64|^CentOS 7.*aarch64/, "almalinux-9-arm64"],
  [/^centos-7|^CentOS 7/, "almalinux-9"],
];

/** The image that a name means. `own` are names that the user gave. Throws `unknown-image` (invalid). */
export function imageOf(written: string, own: Readonly<Record<string, string>>): NamedImage {
  const name = own[written] ?? written;
  const [, successor] = replaced.find(([old]) => old.test(name)) ?? [];
  if (successor !== undefined) return { ...known(successor), warning: replacement(name, successor) };
  return known(name);
}

function known(name: string): NamedImage {
  const [base, isArm] = withoutArchitecture(name === "default" ? standard : name);
  const family = families[base];
  const architecture = isArm ? "aarch64" : "x86_64";
  if (!family) return { key: name, ...byFullName(name) };
  const { owner, pattern, architectures, os } = family;
  const full = pattern.replace("ARCH", architectures[isArm ? 1 : 0]);
  return { key: isArm ? `${base}-arm64` : base, name: full, owners: [owner], os: { ...os, architecture } };
}

function withoutArchitecture(name: string): [base: string, isArm: boolean] {
  const [, base = name, suffix] = /^(.+?)-(x86_64|amd64|arm64|aarch64)$/.exec(name) ?? [];
  return [base, suffix === "arm64" || suffix === "aarch64"];
}

const systems: readonly [RegExp, (version: string) => Omit<OperatingSystem, "architecture">][] = [
  [/ubuntu.*?(\d\d\.\d\d)/i, (version) => ubuntu(version, "")],
  [/debian-?(\d+)/i, (version) => debian(version, "")],
  [/almalinux.*?(\d+)/i, (version) => rhel("almalinux", version)],
  [/rhel-?(\d+)/i, (version) => rhel("rhel", version)],
];

/** An image of the user's own: its name must tell its system, as a machine that is not made yet cannot be asked. */
function byFullName(name: string): Image {
  const [, id, told = name] = /^(ami-[0-9a-f]+)(?:@(.+))?$/.exec(name) ?? [];
  for (const [pattern, system] of systems) {
    const [, version] = pattern.exec(told) ?? [];
    if (version === undefined) continue;
    const architecture = /arm64|aarch64/.test(told) ? "aarch64" : "x86_64";
    const os = { ...system(version), architecture };
    const owners = ["self", ...new Set(Object.values(families).map(({ owner }) => owner))];
    return id === undefined ? { name, owners, os } : { id, os };
  }
  throw unknownImage(name, Object.keys(families));
}

function replacement(name: string, successor: string) {
  return {
    message: `The image ${name} is no longer published; new machines are made from ${successor}.`,
    hint: `Name ${successor} as default_os_image, or another image.`,
  };
}
