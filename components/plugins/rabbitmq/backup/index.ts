import { defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { contentEnvironment, DEFINITIONS, MESSAGES } from "../content/environment.ts";
import { writeMessages } from "../content/messages.ts";
import { anotherDoes, writeDefinitions } from "../content/scripts.ts";

export default defineTask<RabbitmqConfig>((context) => {
  if (context.config.stop_service) return [];
  const { dump } = context.resource;
  const common = { environment: contentEnvironment(context), unless: anotherDoes };
  return [
    dump({ ...common, name: DEFINITIONS, run: writeDefinitions }),
    dump({ ...common, name: MESSAGES, run: writeMessages }),
  ];
});
