import { defineTask } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { isPrimary } from "../replication/scripts.ts";
import { isReplicated, replicationEnvironment } from "../replication/settings.ts";

/** Standbys come before their primary. */
export default defineTask<PostgresqlConfig>((context) => {
  if (!isReplicated(context.config)) return [];
  const environment = replicationEnvironment(context);
  return [context.resource.check({ name: "postgresql is the primary", environment, run: isPrimary, within: 1 })];
});
