import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Host, judgeRole, localRolesWarning, openHost, roleReference, type Settings } from "@lambdastack/core";
import { notARoleFolder } from "../errors.ts";
import type { LevelResult } from "./level.ts";

/** Asks the role in memory: no machine, no network. */
export async function reachesValid(settings: Settings, folder: string): Promise<LevelResult> {
  if (!existsSync(join(folder, "role.yml"))) throw notARoleFolder(folder);
  const began = performance.now();
  const rules = await judgeRole(await hostFor(settings, folder), folder);
  const problems = rules.flatMap(({ rule, problems }) => problems.map((problem) => `${rule}: ${problem}`));
  const outcome = problems.length === 0 ? "reached" : "missed";
  const warning = localRolesWarning({ name: roleName(folder), directory: folder });
  const warnings = warning ? [`${warning.message} ${warning.hint}`] : [];
  return { level: "valid", outcome, problems, rules, warnings, milliseconds: performance.now() - began };
}

/** The role's own directory, besides those that were named. */
export function withRole(settings: Settings, folder: string): Settings {
  return {
    ...settings,
    plugins: [...settings.plugins.filter((plugin) => plugin !== dirname(folder)), dirname(folder)],
  };
}

/** Every plugin, with the role at the version that lies in the folder, be it the latest or not. */
export async function hostFor(settings: Settings, folder: string): Promise<Host> {
  const own = withRole(settings, folder);
  const host = await openHost(own);
  const name = roleName(folder);
  const [meant, ...others] = host.versions.get(name) ?? [];
  const other = others.find(({ directory }) => directory === folder);
  if (meant?.directory === folder || other === undefined) return host;
  return openHost(own, {}, { [name]: other.manifest.version });
}

export const roleName = (folder: string): string => roleReference(basename(folder)).name;
