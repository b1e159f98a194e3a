import { invalidMachineName } from "./errors.ts";

/** The name where it may stand in paths and inventories; throws `invalid-machine-name` otherwise. */
export function requireMachineName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(name)) throw invalidMachineName(name);
  return name;
}

/** Why a name is no DNS label (RFC 1123), as the end of a sentence; undefined where it is one. */
export function labelFault(name: string): string | undefined {
  if (name.length > 63) return `has ${name.length} characters; a DNS label has at most 63`;
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return "is no DNS label: lower-case letters, digits and hyphens, neither first nor last a hyphen";
  }
  return undefined;
}
