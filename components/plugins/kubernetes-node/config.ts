/** `configuration/kubernetes-node` after defaults. */
export interface NodeConfig {
  version: string;
  /** Labels as `key=value`, with commas between. */
  node_labels: string;
}
