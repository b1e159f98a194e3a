import type { ContainerModule } from "../plugin-host/role.ts";
import { unknownCommand, unknownVersion } from "./errors.ts";
import type { ContainerCommand, ContainerVersion } from "./repository-file.ts";

/** What `name` or `name:version` of a command line means. */
export function nameAndVersion(text: string): { name: string; version?: string } {
  const [name = "", ...version] = text.split(":");
  return version.length === 0 ? { name } : { name, version: version.join(":") };
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
