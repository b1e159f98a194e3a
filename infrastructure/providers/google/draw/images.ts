import type { OperatingSystem } from "@lambdastack/core";
import { type ImageName, imageNames, namedImage, toldSystem } from "@lambdastack/infrastructure";
import { unknownImage } from "../errors.ts";

export interface Image {
  /** For people. */
  name: string;
  /** Image or family, as Google writes it. */
  path: string;
  os: OperatingSystem;
  warning?: { message: string; hint: string };
}

const family = (project: string, name: string): string => `projects/${project}/global/images/family/${name}`;

/** Families of the publishers' own projects, for x86_64 and aarch64. */
const families: Readonly<Record<ImageName, [x86: string, arm: string]>> = {
  "ubuntu-22.04": [family("ubuntu-os-cloud", "ubuntu-2204-lts"), family("ubuntu-os-cloud", "ubuntu-2204-lts-arm64")],
  "ubuntu-24.04": [
    family("ubuntu-os-cloud", "ubuntu-2404-lts-amd64"),
    family("ubuntu-os-cloud", "ubuntu-2404-lts-arm64"),
  ],
  "debian-12": [family("debian-cloud", "debian-12"), family("debian-cloud", "debian-12-arm64")],
  "rhel-9": [family("rhel-cloud", "rhel-9"), family("rhel-cloud", "rhel-9-arm64")],
  "almalinux-9": [family("almalinux-cloud", "almalinux-9"), family("almalinux-cloud", "almalinux-9-arm64")],
};

/** The image of a name. `own` are names that the user gave. Throws `unknown-image` (invalid). */
export function imageOf(written: string, own: Readonly<Record<string, string>>): Image {
  const path = Object.hasOwn(own, written) ? own[written] : undefined;
  const named = path === undefined ? namedImage(written) : undefined;
  if (!named) return imageAt(path ?? written, [...imageNames, ...Object.keys(own)]);
  const { name, os, warning } = named;
  const [x86, arm] = families[name];
  const isArm = os.architecture === "aarch64";
  return { name: isArm ? `${name}-arm64` : name, path: isArm ? arm : x86, os, ...(warning && { warning }) };
}

/** A machine that is not made yet cannot be asked for its system, so the image's name must tell it. */
function imageAt(path: string, known: readonly string[]): Image {
  const os = path.includes("/") ? toldSystem(path) : undefined;
  if (!os) throw unknownImage(path, known);
  return { name: path.split("/").at(-1) ?? path, path, os };
}
