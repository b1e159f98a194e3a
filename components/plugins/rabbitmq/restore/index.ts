import { asStep, defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { contentEnvironment, DEFINITIONS } from "../content/environment.ts";
import { anotherDoes, heldAlready, readDefinitions } from "../content/scripts.ts";
import { account, policies } from "../declared.ts";

/** The account and the policies of the document are set again after those of the backup. */
export default defineTask<RabbitmqConfig>((context) => {
  if (context.config.stop_service) return [];
  return [
    context.resource.load({
      name: DEFINITIONS,
      environment: contentEnvironment(context),
      unless: anotherDoes,
      newest: heldAlready,
      run: readDefinitions,
    }),
    ...[account(context), ...policies(context)].map(asStep),
  ];
});
