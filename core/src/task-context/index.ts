export { clusterOf } from "./cluster-of.ts";
export { configurationName } from "./configuration-of.ts";
export { componentWith, type SecretRequest, type TaskContextOptions, taskContext } from "./task-context.ts";
export { withReferences } from "./with-references.ts";
