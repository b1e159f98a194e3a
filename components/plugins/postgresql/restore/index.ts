import { asStep, defineTask } from "@lambdastack/core/role";
import { accounts } from "../accounts.ts";
import type { PostgresqlConfig } from "../config.ts";
import { contentEnvironment, DUMP, isStandby } from "../content/environment.ts";
import { newestContent, readContent } from "../content/read-content.ts";
import { replicationAccounts } from "../replication/resources.ts";
import { isReplicated } from "../replication/settings.ts";

/** Accounts get the passwords of the backup with it; those that the cluster knows are set again after that. */
export default defineTask<PostgresqlConfig>((context) => [
  context.resource.load({
    name: DUMP,
    user: "postgres",
    environment: contentEnvironment(context),
    unless: isStandby,
    newest: newestContent,
    run: readContent,
  }),
  ...[...(isReplicated(context.config) ? [replicationAccounts(context)] : []), ...accounts(context)].map(asStep),
]);
