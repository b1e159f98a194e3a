import type { SecretReference } from "@lambdastack/core/role";

/** `configuration/postgresql` after defaults; the schema beside it says what each field means. */
export interface PostgresqlConfig {
  version: string;
  listen_addresses: string[];
  port: number;
  admin_user: string;
  admin_password?: SecretReference;
  users?: User[];
  databases?: { name: string; owner?: string }[];
  access: Access[];
  config_file: { parameter_groups?: ParameterGroup[] };
  extensions: {
    pgaudit?: Extension & { config_file_parameters?: Record<string, ParameterValue> };
    pgbouncer?: Extension;
    replication?: Extension & {
      replication_user_name?: string;
      replication_user_password?: SecretReference;
      privileged_user_name?: string;
      privileged_user_password?: SecretReference;
      repmgr_database?: string;
    };
  };
  logrotate: { postgresql?: string };
}

export interface User {
  name: string;
  password?: SecretReference;
  superuser?: boolean;
  create_databases?: boolean;
}

export interface Access {
  database: string;
  user: string;
  address: string;
  method?: string;
}

export interface ParameterGroup {
  name: string;
  subgroups?: { name: string; parameters?: Parameter[] }[];
}

export interface Parameter {
  name: string;
  value: ParameterValue;
  comment?: string;
  when?: "replication";
}

export type ParameterValue = string | number | boolean;

interface Extension {
  enabled?: boolean;
  shared_preload_libraries?: string[];
}
