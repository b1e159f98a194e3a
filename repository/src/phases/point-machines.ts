import { type Phase, settleMachines } from "@lambdastack/core";
import { pointMachine, restoreMachine } from "../pointing/point-machine.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Leads machines to the release that is served now, or back to their own sources. */
export const pointMachines: Phase<RepositoryRun> = {
  name: "point-machines",
  title: "Pointing machines at the repository",
  skip: ({ plan }) => (plan?.changes.some(({ what }) => what === "machine") ? undefined : "machines are as wanted"),
  async run(repository) {
    const { run, plan, served, machines } = repository;
    const chosen = new Map(
      plan?.changes.flatMap((change) => (change.what === "machine" ? [[change.name, change]] : [])),
    );
    const concerned = machines.map(({ machine }) => machine).filter(({ name }) => chosen.has(name));
    await settleMachines(concerned, async (machine) => {
      run.checkInterrupted();
      const session = await run.sessions.get(machine.name);
      if (chosen.get(machine.name)?.action === "restore") return restoreMachine(run, { machine, session });
      if (!served) throw new Error("machines are pointed at a repository that is not served");
      return pointMachine(run, { machine, session, served });
    });
    return `${concerned.length} machines`;
  },
};
