export { clusterOf } from "./cluster-of.ts";
export { withReferences } from "./with-references.ts";
