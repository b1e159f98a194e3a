import type { Phase } from "@lambdastack/core";
import { repositoryPlanText } from "../plan/repository-plan-text.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Shows what would be made and which machines would be pointed, and lets the user decide. */
export const approveRepository: Phase<RepositoryRun> = {
  name: "approve",
  title: "Approval",
  async run(repository) {
    const hasChanges = (repository.plan?.changes.length ?? 0) > 0;
    const text = repositoryPlanText(repository);
    await repository.run.workspace.settings.approve({ text, hasChanges, destroys: false });
    return undefined;
  },
};
