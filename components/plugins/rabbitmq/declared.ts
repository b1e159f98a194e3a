import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "./config.ts";
import { adminPassword } from "./nodes.ts";
import { accountIsReady, makeAccount, policyIsSet, setPolicy } from "./scripts.ts";

type Context = TaskContext<RabbitmqConfig>;

/** The account that may do everything. */
export function account(context: Context): Resource {
  const { config, resource } = context;
  return resource.command({
    name: `rabbitmq account ${config.admin_user}`,
    environment: { ACCOUNT: config.admin_user, PASSWORD: adminPassword(context) },
    unless: accountIsReady,
    run: makeAccount,
  });
}

export function policies({ config, resource }: Context): Resource[] {
  return config.rabbitmq_policies.map(({ name, pattern, definitions, apply_to, priority, vhost = "/" }) =>
    resource.command({
      name: `rabbitmq policy ${name} of virtual host ${vhost}`,
      environment: {
        POLICY: name,
        PATTERN: pattern,
        DEFINITION: JSON.stringify(definitions),
        APPLY_TO: apply_to ?? "all",
        PRIORITY: priority ?? 0,
        VHOST: vhost,
      },
      unless: policyIsSet,
      run: setPolicy,
    }),
  );
}
