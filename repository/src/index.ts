export { compareRepository } from "./phases/compare-repository.ts";
export { pointMachines } from "./phases/point-machines.ts";
export { serveRelease } from "./phases/serve-release.ts";
export { renderRepositoryPlan } from "./plan/render-repository-plan.ts";
export type { RepositoryChange, RepositoryPlan } from "./plan/repository-plan.ts";
export { Repository } from "./repository.ts";
export type { RepositoryMachine, RepositoryRun } from "./repository-run.ts";
