import { gatherAllFacts, type Phase, readRepositoryFile } from "@lambdastack/core";
import { hasRepository, ownRepository, repositoryPlan, serversOf } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { loadLock, requiredUpstreams } from "../serve/load-lock.ts";

/** Finds what release is wanted and which machines install from it. It costs no round trip but the one for facts. */
export const compareRepository: Phase<RepositoryRun> = {
  name: "compare-repository",
  title: "Comparing the repository",
  skip: (repository) => (hasRepository(repository) ? undefined : "there is no component repository"),
  async run(repository) {
    const { run, machines } = repository;
    const running = machines.filter(({ isRunning }) => isRunning).map(({ machine }) => machine);
    await gatherAllFacts(run, running);
    if (ownRepository(repository).url === "") await loadLock(repository);
    else repository.upstreams = requiredUpstreams(repository);
    const key = (await readRepositoryFile(run.folder.root))?.key;
    if (key !== undefined) repository.key = key;
    repository.plan = repositoryPlan(repository);
    const [first, ...others] = serversOf(machines);
    if (first && others.length > 0)
      run.events.emit({
        type: "note",
        message: `Of ${others.length + 1} repository machines, ${first.machine.name} serves.`,
      });
    return `${repository.plan.changes.length} changes`;
  },
};
