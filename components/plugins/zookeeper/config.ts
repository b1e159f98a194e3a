/** `configuration/zookeeper` after defaults. */
export interface ZookeeperConfig {
  client_port: number;
  peer_port: number;
  election_port: number;
  data_directory: string;
  /** Milliseconds. */
  tick_time: number;
  /** Ticks. */
  init_limit: number;
  /** Ticks. */
  sync_limit: number;
  heap_megabytes: number;
  snapshots_kept: number;
  static_config_file: { configurable_block: string };
}
