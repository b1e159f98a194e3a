import type { OperatingSystem } from "@lambdastack/core";
import { type ImageName, imageNames, namedImage, toldSystem } from "@lambdastack/infrastructure";
import { unknownImage } from "../errors.ts";

/** An image to start machines from; `id`, or the newest of a name. */
export interface Image {
  /** What stands for it among the variables. */
  key: string;
  id?: string;
  name?: string;
  owners?: string[];
  os: OperatingSystem;
  warning?: { message: string; hint: string };
}

interface Family {
  /** Account that publishes it. */
  owner: string;
  /** Names with `ARCH` in the place of the architecture. */
  pattern: string;
  /** How that publisher calls x86_64 and aarch64. */
  architectures: [string, string];
}

const ubuntu = (pattern: string): Family => ({ owner: "099720109477", pattern, architectures: ["amd64", "arm64"] });

/** Publishers as their own pages name them: Canonical, Debian's cloud team, Red Hat, AlmaLinux OS Foundation. */
const families: Readonly<Record<ImageName, Readonly<Family>>> = {
  "ubuntu-22.04": ubuntu("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-ARCH-server-*"),
  "ubuntu-24.04": ubuntu("ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-ARCH-server-*"),
  "debian-12": { owner: "136693071363", pattern: "debian-12-ARCH-*", architectures: ["amd64", "arm64"] },
  "rhel-9": {
    owner: "309956199498",
    pattern: "RHEL-9.*_HVM-*-ARCH-*-Hourly2-GP3",
    architectures: ["x86_64", "arm64"],
  },
  "almalinux-9": { owner: "764336703387", pattern: "AlmaLinux OS 9.* ARCH", architectures: ["x86_64", "aarch64"] },
};

/** Full names of images that their publishers have withdrawn, as documents of the old products have them. */
const withdrawn: readonly [RegExp, ImageName][] = [
  [/ubuntu-(?:bionic-18|focal-20)\.04/, "ubuntu-22.04"],
  [/^RHEL-7/, "rhel-9"],
  [/^CentOS 7/, "almalinux-9"],
];

/** The image that a name means. `own` are names that the user gave. Throws `unknown-image` (invalid). */
export function imageOf(written: string, own: Readonly<Record<string, string>>): Image {
  const name = Object.hasOwn(own, written) && own[written] ? own[written] : written;
  const named = namedImage(name);
  if (named) return { ...published(named.name, named.os), ...(named.warning && { warning: named.warning }) };
  const [, successor] = withdrawn.find(([old]) => old.test(name)) ?? [];
  return successor === undefined ? byFullName(name) : replaced(name, successor);
}

function published(name: ImageName, os: OperatingSystem): Image {
  const { owner, pattern, architectures } = families[name];
  const isArm = os.architecture === "aarch64";
  const full = pattern.replace("ARCH", architectures[isArm ? 1 : 0]);
  return { key: isArm ? `${name}-arm64` : name, name: full, owners: [owner], os };
}

function replaced(name: string, successor: ImageName): Image {
  const suffix = /arm64|aarch64/.test(name) ? "-arm64" : "";
  const image = imageOf(`${successor}${suffix}`, {});
  const message = `The image ${name} is no longer published; new machines are made from ${image.key}.`;
  return { ...image, warning: { message, hint: `Name ${image.key} as os_full_name, or another image.` } };
}

/** An image of the user's own: its name must tell its system, as a machine that is not made yet cannot be asked. */
function byFullName(name: string): Image {
  const [, id, told = name] = /^(ami-[0-9a-f]+)(?:@(.+))?$/.exec(name) ?? [];
  const os = toldSystem(told);
  if (!os) throw unknownImage(name, imageNames);
  const owners = ["self", ...new Set(Object.values(families).map(({ owner }) => owner))];
  return { key: name, os, ...(id === undefined ? { name, owners } : { id }) };
}
