import { defineTask } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { isPrimary, pauseFailover, resumeFailover } from "../replication/scripts.ts";
import { isReplicated, replicationEnvironment } from "../replication/settings.ts";

/** Standbys come before their primary, and none of them takes its place while its packages are exchanged. */
export default defineTask<PostgresqlConfig>((context) => {
  if (!isReplicated(context.config)) return [];
  const { resource } = context;
  const environment = replicationEnvironment(context);
  return [
    resource.step({ name: "repmgrd waits for the primary", environment, run: pauseFailover }),
    resource.check({ name: "postgresql is the primary", environment, run: isPrimary, within: 1 }),
    resource.step({ name: "repmgrd watches the primary again", environment, run: resumeFailover }),
  ];
});
