import { defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { contentEnvironment, DEFINITIONS } from "../content/environment.ts";
import { anotherDoes, writeDefinitions } from "../content/scripts.ts";

export default defineTask<RabbitmqConfig>((context) => {
  if (context.config.stop_service) return [];
  const environment = contentEnvironment(context);
  return [context.resource.dump({ name: DEFINITIONS, environment, unless: anotherDoes, run: writeDefinitions })];
});
