import type { SecretReference } from "@lambdastack/core/role";

/** `configuration/haproxy` after defaults; the schema beside it says what each field means. */
export interface HaproxyConfig {
  logs_max_days: number;
  haproxy_log_path: string;
  self_signed_certificate_name: string;
  self_signed_private_key_name: string;
  self_signed_concatenated_cert_name: string;
  certificate?: { chain: string; private_key: SecretReference };
  stats: { enable: boolean; bind_address: string; uri: string; user: string; password?: SecretReference };
  metrics: { enable: boolean; port: number };
  timeouts: { connect: string; client: string; server: string };
  frontend: Frontend[];
  backend: Backend[];
}

export interface Frontend {
  name: string;
  address?: string;
  port: number;
  https?: boolean;
  backend: string[];
}

export interface Backend {
  name: string;
  port: number;
  server_groups?: string[];
  servers?: { name: string; address: string }[];
  balance?: string;
  health_path?: string;
}
