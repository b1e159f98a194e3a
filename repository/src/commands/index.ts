import type { CommandSpec } from "@lambdastack/core/cli";

/** Commands of `repo`, in the order of its help. */
export const repositoryCommands: readonly CommandSpec[] = [];
