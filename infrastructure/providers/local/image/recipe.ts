import { createHash } from "node:crypto";
import type { OperatingSystem } from "@lambdastack/core";
import { prepareScript } from "./prepare-script.ts";

/** Everything that decides what is in an image. */
export interface Recipe {
  /** Raised when the form of the folder changes. */
  format: number;
  suite: string;
  /** Lines of a sources.list(5). */
  sources: string[];
  packages: string[];
  prepare: string;
  /** As `uname -m` says it. */
  architecture: string;
}

const suite = "bookworm";

const packages = [
  "ca-certificates",
  "dbus",
  "iproute2",
  "iputils-ping",
  "kmod",
  "less",
  "netbase",
  "openssh-server",
  "procps",
  "sudo",
  "systemd",
  "systemd-sysv",
];

export function debianRecipe(sources: readonly string[], architecture: string): Recipe {
  return { format: 1, suite, sources: [...sources], packages, prepare: prepareScript, architecture };
}

/** Names the image: the same recipe gives the same folder, any difference another. */
export function recipeKey(recipe: Recipe): string {
  const digest = createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 16);
  return `debian-12-${digest}`;
}

export function operatingSystem(architecture: string): OperatingSystem {
  return { id: "debian", version: "12", codename: suite, family: "debian", architecture };
}
