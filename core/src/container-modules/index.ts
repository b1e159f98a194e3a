export { commandOf, moduleReference, versionOf } from "./choose.ts";
export { type ContainerEngine, type EngineName, engineNames, findEngine, requireImage } from "./container-engine.ts";
export { environmentLines, withEnvironmentFile } from "./environment-file.ts";
export { containerFailed } from "./errors.ts";
export { parseRepository, repositoriesIn } from "./read-repository.ts";
export type { ContainerCommand, ContainerVersion } from "./repository-file.ts";
export { type ContainerRun, removeLeftovers, runContainer } from "./run-container.ts";
export { openShared, type SharedFolder } from "./shared-folder.ts";
