import { defineTask } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "../config.ts";
import { contentEnvironment, DUMP, isStandby } from "../content/environment.ts";
import { writeContent } from "../content/write-content.ts";

export default defineTask<PostgresqlConfig>((context) => [
  context.resource.dump({
    name: DUMP,
    user: "postgres",
    environment: contentEnvironment(context),
    unless: isStandby,
    run: writeContent,
  }),
]);
