import type { Value } from "@lambdastack/core/role";

/** `configuration/prometheus` after defaults; the schema beside it says what each field means. */
export interface PrometheusConfig {
  config_directory: string;
  storage: { data_directory: string; retention_time?: string; retention_size?: string };
  config_flags: string[];
  metrics_path: string;
  scrape_interval: string;
  scrape_timeout: string;
  evaluation_interval: string;
  remote_write?: { [key: string]: Value }[];
  remote_read?: { [key: string]: Value }[];
  alertmanager: {
    enable: boolean;
    alert_rules: Record<string, boolean>;
    config?: { [key: string]: Value };
  };
}
