export type { BundleBase, BundleManifest, BundleMember } from "./bundle/bundle-manifest.ts";
export { type Bundle, type BundleContent, type OpenBundleOptions, openBundle } from "./bundle/open-bundle.ts";
export { type UnpackOptions, unpackBundle } from "./bundle/unpack-bundle.ts";
export { approveRepository } from "./phases/approve-repository.ts";
export { compareRepository } from "./phases/compare-repository.ts";
export type { RepositoryChange, RepositoryPlan } from "./plan/repository-plan.ts";
export { repositoryPlanText } from "./plan/repository-plan-text.ts";
export { Repository, servingPhases } from "./repository.ts";
export type { RepositoryMachine, RepositoryRun } from "./repository-run.ts";
