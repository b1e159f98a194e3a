import type { OperatingSystem } from "../machines/machine.ts";
import { apt } from "./apt.ts";
import { dnf } from "./dnf.ts";
import type { PackageManager } from "./package-manager.ts";

/** The package manager of every OS family. */
export const packageManagers: Readonly<Record<OperatingSystem["family"], PackageManager>> = { debian: apt, rhel: dnf };
