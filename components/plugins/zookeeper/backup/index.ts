import { defineTask } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "../config.ts";
import { CONTENT, contentEnvironment } from "../content/environment.ts";
import { anotherGives, writeContent } from "../content/scripts.ts";

export default defineTask<ZookeeperConfig>((context) => [
  context.resource.dump({
    name: CONTENT,
    environment: contentEnvironment(context),
    unless: anotherGives,
    run: writeContent,
  }),
]);
