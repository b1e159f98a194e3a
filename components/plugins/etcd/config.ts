/** `configuration/etcd` after defaults. */
export interface EtcdConfig {
  client_port: number;
  peer_port: number;
  data_directory: string;
  /** Milliseconds. */
  heartbeat_interval: number;
  /** Milliseconds. */
  election_timeout: number;
  quota_backend_bytes: number;
  snapshot_count: number;
  auto_compaction: { mode: "periodic" | "revision"; retention: string };
}
