import type { Phase } from "@lambdastack/core";
import { noRepository } from "../errors.ts";
import { hasRepository } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** A command about the repository says so where there is none. */
export const requireRepository: Phase<RepositoryRun> = {
  name: "require-repository",
  title: "Looking for the repository",
  async run(repository) {
    if (!hasRepository(repository)) throw noRepository();
    return undefined;
  },
};
