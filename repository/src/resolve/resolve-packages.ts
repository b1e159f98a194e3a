import { StackError, throwProblems } from "@lambdastack/core";
import { resolutionFailed, unresolved } from "../errors.ts";
import type { LockedPackage } from "../lock/lock.ts";
import type { ResolutionRequest, Resolver } from "../os-family.ts";
import { unpackScript } from "./unpack-script.ts";

/** Runs a program of POSIX sh where packages are resolved: on this computer, or on a machine with internet. */
export type RunScript = (script: string) => Promise<{ status: number; stdout: string; stderr: string }>;

/** Exact packages for a request, sorted. Throws every role that cannot be satisfied at once. */
export async function resolvePackages(
  resolver: Resolver,
  request: ResolutionRequest,
  run: RunScript,
): Promise<LockedPackage[]> {
  const { status, stdout, stderr } = await run(unpackScript("request", resolver.tables(request), resolver.program));
  const rows = stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")]));
  const problems = rows.flatMap(([kind, role = "-", text = ""]) =>
    kind === "problem" ? [unresolved({ system: request.system, role, text })] : [],
  );
  throwProblems(problems, (count) => `${count} roles' packages cannot be had for ${request.system}.`);
  if (status !== 0) throw resolutionFailed(request.system, stderr);
  return rows.filter(([kind]) => kind === "package").map(lockedPackage);
}

function lockedPackage(row: readonly string[]): LockedPackage {
  const [, name, architecture, version, filename, sha256, size, urls, roles, pulledBy] = row;
  if (pulledBy === undefined)
    throw new StackError("unreadable-resolution", `A line of the resolver is cut short: ${row.join(" ")}`);
  return {
    name: String(name),
    version: String(version),
    architecture: String(architecture),
    filename: String(filename),
    urls: String(urls).split(" "),
    size: Number(size),
    sha256: String(sha256),
    neededBy: listed(roles),
    pulledBy: listed(pulledBy),
  };
}

const listed = (text = "-"): string[] => (text === "-" ? [] : text.split(","));
