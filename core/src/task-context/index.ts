export { clusterOf } from "./cluster-of.ts";
export { type SecretRequest, type TaskContextOptions, taskContext } from "./task-context.ts";
export { withReferences } from "./with-references.ts";
