import type { ContainerModule } from "../plugin-host/role.ts";
import { type RoleReference, referenceText, roleReference } from "../plugin-host/role-reference.ts";
import { unknownCommand, unknownVersion, versionSpelling } from "./errors.ts";
import type { ContainerCommand, ContainerVersion } from "./repository-file.ts";

/**
 * A module as a command line names it: `c1`, or `c1@0.1.0` as with roles. Throws `version-spelling` (invalid) for `c1:0.1.0`, which
 * old command lines took.
 */
export function moduleReference(text: string): RoleReference {
  const [name = "", ...version] = text.split(":");
  if (version.length > 0) throw versionSpelling(text, referenceText({ name, version: version.join(":") }));
  return roleReference(text);
}

/** The version that is asked for, or the newest. Throws `unknown-module-version` (invalid). */
export function versionOf({ name, versions }: ContainerModule, version: string | undefined): ContainerVersion {
  const found = version === undefined ? versions[0] : versions.find((one) => one.version === version);
  const known = versions.map((one) => one.version);
  if (!found) throw unknownVersion(name, version ?? "", known);
  return found;
}

/** Throws `unknown-module-command` (invalid). */
export function commandOf(
  { name, file }: ContainerModule,
  { commands }: ContainerVersion,
  command: string,
): ContainerCommand {
  const found = commands.find((one) => one.name === command);
  const known = commands.map((one) => one.name);
  if (!found) throw unknownCommand(name, command, { known, location: { file } });
  return found;
}
