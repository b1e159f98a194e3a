/** `configuration/node-exporter` after defaults; the schema beside it says what each field means. */
export interface NodeExporterConfig {
  enabled_collectors: string[];
  config_flags: string[];
  web_listen_address: string;
  web_listen_port: string | number;
  config_for_prometheus?: {
    exporter_listen_port?: string | number;
    file_sd_labels?: { label: string; value: string }[];
  };
}
