import { hasRepository, ownRepository } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Why there is nothing to do on a machine of ours that serves. */
export function servedElsewhere(repository: RepositoryRun): string | undefined {
  if (!hasRepository(repository)) return "there is no component repository";
  if (ownRepository(repository).url !== "") return "an existing repository is used";
  const { plan } = repository;
  const isServed = plan && !plan.changes.some(({ action }) => action !== "point");
  return isServed ? `release ${plan.release} is served` : undefined;
}
