import { gatherAllFacts, type Phase } from "@lambdastack/core";
import { makePlan } from "../plan/make-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** What is served and where machines are pointed; with the facts that are gathered anyway it asks nothing further. */
export const compareRepository: Phase<RepositoryRun> = {
  name: "compare-repository",
  title: "Comparing the repository",
  async run(repository) {
    const { run, machines } = repository;
    await gatherAllFacts(
      run,
      machines.filter(({ exists }) => exists).map(({ machine }) => machine),
    );
    Object.assign(repository, await makePlan(repository));
    const changes = repository.plan?.changes.length ?? 0;
    return repository.plan?.server === undefined && changes === 0 ? undefined : `${changes} changes`;
  },
};
