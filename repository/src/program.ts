import { renderFailure } from "@lambdastack/core";
import type { Program } from "@lambdastack/core/cli";

/** What the commands of `repo` do, by the name in their description. */
export const repositoryActions: Program["actions"] = {};

export const program: Program = { actions: repositoryActions, renderError: renderFailure };
