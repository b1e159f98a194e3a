import { defineTask } from "@lambdastack/core/role";
import type { EtcdConfig } from "../config.ts";
import { contentEnvironment, SNAPSHOT } from "../content/environment.ts";
import { anotherGives, writeSnapshot } from "../content/scripts.ts";

export default defineTask<EtcdConfig>((context) => [
  context.resource.dump({
    name: SNAPSHOT,
    environment: contentEnvironment(context),
    unless: anotherGives,
    run: writeSnapshot,
  }),
]);
