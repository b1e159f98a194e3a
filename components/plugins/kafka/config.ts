import type { SecretReference } from "@lambdastack/core/role";

/** `configuration/kafka` after defaults. */
export interface KafkaConfig {
  /** Missing: ZooKeeper where `zookeeper_hosts` stands there, else KRaft. */
  mode?: "kraft" | "zookeeper";
  kraft: {
    /** Machines that vote, at most. */
    controllers: 1 | 3 | 5;
    port: number;
  };
  kafka_var: KafkaSettings;
  zookeeper_set_acl: boolean;
  /** `host:port`, with "," between. */
  zookeeper_hosts?: string;
  prometheus_jmx_enabled: boolean;
  prometheus_jmx_path: string;
  prometheus_jmx_exporter_web_listen_port: number;
  prometheus_jmx_config: string;
  prometheus_kafka_jmx_file_sd_labels: { job: string };
}

export interface KafkaSettings {
  enabled: boolean;
  admin: string;
  admin_pwd?: SecretReference;
  javax_net_debug?: string;
  security: Security;
  port: number;
  /** These three follow from the number of brokers when they are missing. */
  min_insync_replicas?: number;
  default_replication_factor?: number;
  offsets_topic_replication_factor?: number;
  num_recovery_threads_per_data_dir: number;
  num_replica_fetchers: number;
  replica_fetch_max_bytes: number;
  replica_socket_receive_buffer_bytes: number;
  partitions: number;
  log_retention_hours: number;
  log_retention_bytes: number;
  offset_retention_minutes: number;
  heap_opts: string;
  opts: string | null;
  jmx_opts?: string | null;
  max_incremental_fetch_session_cache_slots: number;
  controlled_shutdown_enable: boolean;
  group: string;
  user: string;
  conf_dir: string;
  data_dir: string;
  log_dir: string;
  socket_settings: {
    network_threads: number;
    io_threads: number;
    send_buffer_bytes: number;
    receive_buffer_bytes: number;
    request_max_bytes: number;
  };
}

export type Protocol = "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";

export interface Security {
  ssl: {
    enabled: boolean;
    port: number;
    server: {
      keystore_location: string;
      truststore_location: string;
      /** Days. */
      cert_validity: number;
      passwords?: { keystore?: SecretReference; truststore?: SecretReference };
    };
    endpoint_identification_algorithm: "HTTPS" | "" | null;
    client_auth: "none" | "requested" | "required";
  };
  inter_broker_protocol: Protocol;
  authorization: {
    enabled: boolean;
    allow_everyone_if_no_acl_found: boolean;
    super_users: readonly string[];
    users: readonly { name: string; topic: string }[];
  };
  authentication: {
    enabled: boolean;
    authentication_method: "certificates" | "sasl";
    sasl_enabled_mechanisms: "PLAIN";
  };
}
