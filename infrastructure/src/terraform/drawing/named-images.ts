import type { OperatingSystem } from "@lambdastack/core";

/** Images that every cloud has. */
export const imageNames = ["ubuntu-22.04", "ubuntu-24.04", "debian-12", "rhel-9", "almalinux-9"] as const;

export type ImageName = (typeof imageNames)[number];

/** An image by the name that documents have for it on every cloud. */
export interface NamedImage {
  name: ImageName;
  os: OperatingSystem;
  /** Where an old name was written. */
  warning?: { message: string; hint: string };
}

const systems: Readonly<Record<ImageName, Omit<OperatingSystem, "architecture">>> = {
  "ubuntu-22.04": { id: "ubuntu", version: "22.04", codename: "jammy", family: "debian" },
  "ubuntu-24.04": { id: "ubuntu", version: "24.04", codename: "noble", family: "debian" },
  "debian-12": { id: "debian", version: "12", codename: "bookworm", family: "debian" },
  "rhel-9": { id: "rhel", version: "9", codename: "", family: "rhel" },
  "almalinux-9": { id: "almalinux", version: "9", codename: "", family: "rhel" },
};

/** Names of the old products. */
const successors: Readonly<Record<string, ImageName>> = {
  "ubuntu-18.04": "ubuntu-22.04",
  "ubuntu-20.04": "ubuntu-22.04",
  "redhat-7": "rhel-9",
  "rhel-8": "rhel-9",
  "centos-7": "almalinux-9",
  "almalinux-8": "almalinux-9",
};

const standard: ImageName = "ubuntu-24.04";

/** What a name such as `default`, `debian-12-arm64` or `centos-7-x86_64` means; undefined for a cloud's own names. */
export function namedImage(written: string): NamedImage | undefined {
  const [, base = written, suffix = "x86_64"] = /^(.+?)-(x86_64|amd64|arm64|aarch64)$/.exec(written) ?? [];
  const architecture = suffix === "arm64" || suffix === "aarch64" ? "aarch64" : "x86_64";
  const successor = Object.hasOwn(successors, base) ? successors[base] : undefined;
  const name = base === "default" ? standard : (successor ?? imageNames.find((known) => known === base));
  if (name === undefined) return undefined;
  const warning = successor && replacement(written, architecture === "aarch64" ? `${successor}-arm64` : successor);
  return { name, os: { ...systems[name], architecture }, ...(warning && { warning }) };
}

/** The system that the words of an image's own name tell; undefined where they tell none. */
export function toldSystem(words: string): OperatingSystem | undefined {
  const architecture = /arm64|aarch64/i.test(words) ? "aarch64" : "x86_64";
  const text = words.replace(/x86_64|amd64|arm64|aarch64/gi, "");
  for (const [id, family] of [
    ["ubuntu", "debian"],
    ["debian", "debian"],
    ["almalinux", "rhel"],
    ["rocky", "rhel"],
    ["rhel", "rhel"],
  ] as const) {
    const [, major, minor] = new RegExp(`${id}[^0-9]*(\\d+)(?:[._]?(\\d\\d))?`, "i").exec(text) ?? [];
    if (major === undefined) continue;
    const version = id === "ubuntu" ? `${major.slice(0, 2)}.${minor ?? major.slice(2)}` : major;
    const known = Object.values(systems).find((one) => one.id === id && one.version === version);
    return { id, version, codename: known?.codename ?? "", family, architecture };
  }
  return undefined;
}

function replacement(written: string, successor: string) {
  return {
    message: `The image ${written} is no longer published; new machines are made from ${successor}.`,
    hint: `Name ${successor}, or another image.`,
  };
}
