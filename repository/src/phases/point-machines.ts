import { gatherAllFacts, type Phase, settleMachines } from "@lambdastack/core";
import { chosenMachines, hasRepository, pointingFor, repositoryPlan } from "../plan/repository-plan.ts";
import { pointMachine } from "../pointing/point-machine.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Lets every machine install from the repository. They stay pointed until `repo teardown`. */
export const pointMachines: Phase<RepositoryRun> = {
  name: "point-machines",
  title: "Pointing machines at the repository",
  skip: (repository) => (hasRepository(repository) ? undefined : "there is no component repository"),
  async run(repository) {
    const { run } = repository;
    const chosen = chosenMachines(repository);
    await gatherAllFacts(
      run,
      chosen.map(({ machine }) => machine),
    );
    const names = new Set(
      repositoryPlan(repository).changes.flatMap(({ action, machine }) => (action === "point" ? [machine] : [])),
    );
    const left = chosen.filter(({ machine }) => names.has(machine.name));
    await settleMachines(
      left.map(({ machine }) => machine),
      async (machine) => {
        run.checkInterrupted();
        const pointing = pointingFor(repository, { machine, isRunning: true });
        if (!pointing) throw new Error(`it is not known where ${machine.name} is to be pointed`);
        await pointMachine(await run.sessions.get(machine.name), pointing);
      },
    );
    return `${left.length} pointed, ${chosen.length - left.length} were`;
  },
};
