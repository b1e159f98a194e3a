import type { SecretReference, Value } from "@lambdastack/core/role";

/** `configuration/rabbitmq` after defaults. */
export interface RabbitmqConfig {
  stop_service: boolean;
  logrotate_period: "daily" | "weekly" | "monthly";
  logrotate_number: number;
  ulimit_open_files: number;
  amqp_port: number;
  rabbitmq_policies: readonly Policy[];
  rabbitmq_plugins: readonly string[];
  custom_configurations: readonly { name: string; value: string | number | boolean }[];
  cluster: { is_clustered: boolean };
  admin_user: string;
  admin_password?: SecretReference;
  metrics: { enable: boolean; port: number };
  tls: {
    enable: boolean;
    port: number;
    only: boolean;
    certificate?: string;
    private_key?: SecretReference;
    authority?: string;
  };
}

export interface Policy {
  name: string;
  pattern: string;
  definitions: { readonly [key: string]: Value };
  apply_to?: "all" | "queues" | "exchanges";
  priority?: number;
  vhost?: string;
}
