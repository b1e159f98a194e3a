import type { ComponentsRun } from "@lambdastack/components";
import type { Phase } from "@lambdastack/core";
import type { InfrastructureRun } from "@lambdastack/infrastructure";
import type { RepositoryRun } from "@lambdastack/repository";
import type { ClusterRun } from "../cluster-run.ts";

/** A phase of the infrastructure package within the whole. */
export const ofInfrastructure = (phase: Phase<InfrastructureRun>): Phase<ClusterRun> => ({
  ...phase,
  skip: ({ infrastructure }) => phase.skip?.(infrastructure),
  run: ({ infrastructure }) => phase.run(infrastructure),
});

/** A phase of the components package within the whole. */
export const ofComponents = (phase: Phase<ComponentsRun>): Phase<ClusterRun> => ({
  ...phase,
  skip: ({ components }) => phase.skip?.(components),
  run: ({ components }) => phase.run(components),
});

/** A phase of the repository package within the whole. */
export const ofRepository = (phase: Phase<RepositoryRun>): Phase<ClusterRun> => ({
  ...phase,
  skip: ({ repository }) => phase.skip?.(repository),
  run: ({ repository }) => phase.run(repository),
});
