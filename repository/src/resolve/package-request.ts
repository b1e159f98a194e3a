import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalHash, requirementsFor } from "@lambdastack/core";
import type { MachineStatus } from "../machines/package-statuses.ts";
import type { ResolutionRequest, WantedPackages } from "../os-family.ts";
import { type Requirer, serverName } from "../selection/select-requirements.ts";

export interface PackageRequestOptions
  extends Pick<ResolutionRequest, "system" | "architectures" | "mirrors" | "pins"> {
  requirers: readonly Requirer[];
  /** What machines have; all of them are taken to be empty when missing. */
  statuses?: readonly MachineStatus[] | undefined;
}

/**
 * What one system's package manager is asked. Each role's packages by themselves: roles on different machines may exclude each
 * other, and on one machine any choice between alternatives is then at hand.
 */
export function packageRequest({ requirers, statuses, ...request }: PackageRequestOptions): ResolutionRequest {
  const wanted: WantedPackages[] = [];
  const sources: Record<string, ResolutionRequest["sources"][string]> = {};
  const here = statuses?.filter(({ system }) => system === request.system);
  for (const { name, directory, requirements } of requirers) {
    const { packages, sources: own } = requirementsFor(requirements, request.system);
    if (packages.length === 0) continue;
    const named = own.map((source) => ({ ...source, content: readFileSync(join(directory, source.key)) }));
    for (const source of named) sources[sourceName(source)] = source;
    const each = { role: name, packages, sources: named.map(sourceName) };
    if (here) wanted.push(...distinct(here, name).map((status) => ({ ...each, status })));
    else wanted.push(each);
  }
  return { ...request, sources, wanted, statuses: Object.fromEntries((here ?? []).map(({ id, text }) => [id, text])) };
}

/** The different sets of packages that the machines of a role have; the server may come to lie on any machine. */
function distinct(statuses: readonly MachineStatus[], role: string): string[] {
  const having = statuses.filter(({ roles }) => role === serverName || roles.includes(role));
  return [...new Set(having.map(({ id }) => id))].sort();
}

/** The same source of two roles is one; another one of the same id is another. */
function sourceName({ content: _, key: __, ...source }: ResolutionRequest["sources"][string]): string {
  return `${source.id}@${createHash("sha256").update(canonicalHash(source)).digest("hex").slice(0, 12)}`;
}
