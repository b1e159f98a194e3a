import type { OperatingSystem } from "@lambdastack/core";
import { type ImageName, imageNames, namedImage, toldSystem } from "@lambdastack/infrastructure";
import { unavailableArchitecture, unknownImage } from "../errors.ts";

/** An image by the names of the marketplace. */
export interface ImageReference {
  publisher: string;
  offer: string;
  sku: string;
  version?: string;
}

export interface Image {
  /** For people. */
  name: string;
  reference: Required<ImageReference>;
  os: OperatingSystem;
  warning?: { message: string; hint: string };
}

type Skus = Pick<ImageReference, "publisher"> & {
  x86: [offer: string, sku: string];
  arm?: [offer: string, sku: string];
};

/** Publishers as the marketplace names them, all of second generation. */
const skus: Readonly<Record<ImageName, Skus>> = {
  "ubuntu-22.04": {
    publisher: "Canonical",
    x86: ["0001-com-ubuntu-server-jammy", "22_04-lts-gen2"],
    arm: ["0001-com-ubuntu-server-jammy", "22_04-lts-arm64"],
  },
  "ubuntu-24.04": {
    publisher: "Canonical",
    x86: ["ubuntu-24_04-lts", "server"],
    arm: ["ubuntu-24_04-lts", "server-arm64"],
  },
  "debian-12": { publisher: "Debian", x86: ["debian-12", "12-gen2"], arm: ["debian-12", "12-arm64"] },
  "rhel-9": { publisher: "RedHat", x86: ["RHEL", "9-lvm-gen2"] },
  "almalinux-9": { publisher: "almalinux", x86: ["almalinux-x86_64", "9-gen2"], arm: ["almalinux-arm", "9-arm-gen2"] },
};

/** Offers of the old products' documents, and the name of what takes their place. */
const withdrawn: readonly [RegExp, ImageName][] = [
  [/^Canonical UbuntuServer 1\d/, "ubuntu-22.04"],
  [/^RedHat RHEL 7/, "rhel-9"],
  [/^OpenLogic CentOS/, "almalinux-9"],
];

/** The image of a name. `own` are names that the user gave. Throws `unknown-image`, `unavailable-architecture` (invalid). */
export function imageOf(written: string, own: Readonly<Record<string, ImageReference>>): Image {
  if (Object.hasOwn(own, written) && own[written]) return imageAt(own[written]);
  const named = namedImage(written);
  if (!named) throw unknownImage(written, [...imageNames, ...Object.keys(own)]);
  const { name, os, warning } = named;
  const { publisher, x86, arm } = skus[name];
  const found = os.architecture === "x86_64" ? x86 : arm;
  if (!found)
    throw unavailableArchitecture(
      name,
      imageNames.filter((one) => skus[one].arm !== undefined),
    );
  const [offer, sku] = found;
  const label = os.architecture === "x86_64" ? name : `${name}-arm64`;
  return { name: label, reference: { publisher, offer, sku, version: "latest" }, os, ...(warning && { warning }) };
}

/** The image that a document gives by the marketplace's names. */
export function imageAt(reference: ImageReference): Image {
  const { publisher, offer, sku, version = "latest" } = reference;
  const words = `${publisher} ${offer} ${sku}`;
  const [, successor] = withdrawn.find(([old]) => old.test(words)) ?? [];
  if (successor !== undefined) return { ...imageOf(successor, {}), warning: replacement(words, successor) };
  const os = toldSystem(words);
  if (!os) throw unknownImage(words, imageNames);
  return { name: `${offer} ${sku}`, reference: { publisher, offer, sku, version }, os };
}

function replacement(words: string, successor: string) {
  return {
    message: `The image ${words} is no longer published; new machines are made from ${successor}.`,
    hint: `Write image: ${successor} in place of storage_image_reference, or another image.`,
  };
}
