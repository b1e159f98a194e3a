import type { Pointing } from "@lambdastack/core";
import type { LockedPackage } from "../lock/lock.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { releaseOf } from "../serving/release-id.ts";
import { addressOf, serverOf } from "../serving/server-machine.ts";
import { needsOf } from "./known-lock.ts";
import type { RepositoryChange, RepositoryPlan } from "./repository-plan.ts";

type Made = Pick<RepositoryRun, "plan" | "lock">;

/** Compares what machines should install from with what they say of themselves. Asks nothing of the network. */
export async function makePlan(repository: RepositoryRun): Promise<Made> {
  const server = serverOf(repository.machines);
  if (!server) return { plan: { changes: restorations(repository) } };
  const { lock, reasons } = await needsOf(repository);
  const name = server.machine.name;
  const release = lock && releaseOf(lock);
  const serves = pointingOf(repository, name)?.serves;
  const fills: RepositoryChange[] =
    lock && release
      ? serves === release
        ? []
        : [{ action: "create", what: "release", name: release, detail: contents(lock) }]
      : [
          { action: "resolve", what: "versions", name: "of packages", detail: `${reasons[0]}; on ${name}` },
          { action: "create", what: "release", name: "(known after apply)", detail: `on ${name}` },
        ];
  const wanted = { release: fills.length === 0 ? release : undefined, address: addressOf(server.machine) };
  const plan: RepositoryPlan = {
    server: name,
    ...(release !== undefined && { release }),
    changes: [...fills, ...pointings(repository, wanted)],
  };
  return { plan, ...(lock && { lock }) };
}

function contents({ systems, files, images }: NonNullable<RepositoryRun["lock"]>): string {
  const packages = Object.values(systems).flatMap((system): readonly LockedPackage[] => system.packages);
  const bytes = [...packages, ...files].reduce((sum, { size }) => sum + size, 0);
  const counts = [`${packages.length} packages`];
  if (files.length > 0) counts.push(`${files.length} files`);
  if (images.length > 0) counts.push(`${images.length} images`);
  return `${counts.join(", ")}, ${(bytes / 1e6).toFixed(1)} MB`;
}

/** `release` is missing while a new one is to come: then every machine changes over. */
function pointings(
  repository: RepositoryRun,
  wanted: { release: string | undefined; address: string },
): RepositoryChange[] {
  return repository.machines.flatMap(({ machine: { name } }): RepositoryChange[] => {
    const pointing = pointingOf(repository, name);
    const told = (action: "point" | "mend", detail: string): RepositoryChange[] => [
      { action, what: "machine", name, detail },
    ];
    if (pointing?.state === "pointing" || pointing?.state === "restoring")
      return told("mend", "a run ended in between");
    if (pointing?.isChanged) return told("mend", "our files on it were changed");
    if (pointing?.state === undefined) return told("point", "at the cluster's repository");
    const isRight = pointing.release === wanted.release && pointing.address === wanted.address;
    return isRight ? [] : told("point", "at the new release");
  });
}

/** Without a repository machines have their own sources. */
function restorations(repository: RepositoryRun): RepositoryChange[] {
  return repository.machines.flatMap(({ machine: { name } }): RepositoryChange[] => {
    const isPointed = pointingOf(repository, name)?.state !== undefined;
    return isPointed ? [{ action: "restore", what: "machine", name, detail: "to its own package sources" }] : [];
  });
}

/** A machine that does not exist yet is pointed at nothing. */
const pointingOf = ({ run }: RepositoryRun, machine: string): Pointing | undefined => run.facts.get(machine)?.pointing;
