import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  gatherAllFacts,
  type Phase,
  productDirectory,
  readRepositoryFile,
  settleMachines,
  shellProgram,
} from "@lambdastack/core";
import { pointingFailed } from "../errors.ts";
import { restoreMachine } from "../pointing/point-machine.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Gives every machine its own sources back, whatever an earlier run left; needs no repository. */
export const restoreMachines: Phase<RepositoryRun> = {
  name: "restore-machines",
  title: "Giving machines their own sources back",
  async run({ run, machines }) {
    const all = machines.map(({ machine }) => machine);
    await settleMachines(all, async (machine) => {
      await gatherAllFacts(run, [machine]);
      await restoreMachine(run, { machine, session: await run.sessions.get(machine.name) });
    });
    return `${all.length} machines`;
  },
};

/** Stops what serves, when no machine installs from it any more. What was served stays on its disk. */
export const endService: Phase<RepositoryRun> = {
  name: "end-service",
  title: "Ending the repository's service",
  async run({ run, machines }) {
    const file = await readRepositoryFile(run.folder.repository);
    const server = machines.find(({ machine }) => machine.name === file?.machine)?.machine;
    if (server) {
      const text = readFileSync(join(productDirectory(), "repository/os/debian/unserve.sh"), "utf8");
      const session = await run.sessions.get(server.name);
      const { status, stderr } = await session.run({
        purpose: "end service",
        script: shellProgram({}, text),
        timeLimit: 60,
      });
      if (status !== 0) throw pointingFailed(server.name, "end service", stderr);
    }
    await rm(run.folder.repository, { force: true });
    return server?.name;
  },
};
