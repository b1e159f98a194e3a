import { asStep, defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";
import { contentEnvironment, DEFINITIONS, MESSAGES } from "../content/environment.ts";
import { readMessages } from "../content/messages.ts";
import { anotherDoes, heldAlready, readDefinitions } from "../content/scripts.ts";
import { account, policies } from "../declared.ts";

/** The account and the policies of the document are set again after those of the backup. */
export default defineTask<RabbitmqConfig>((context) => {
  if (context.config.stop_service) return [];
  const { load } = context.resource;
  const common = { environment: contentEnvironment(context), unless: anotherDoes };
  return [
    load({ ...common, name: DEFINITIONS, newest: heldAlready, run: readDefinitions }),
    load({ ...common, name: MESSAGES, run: readMessages }),
    ...[account(context), ...policies(context)].map(asStep),
  ];
});
