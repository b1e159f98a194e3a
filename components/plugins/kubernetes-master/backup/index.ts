import { defineTask } from "@lambdastack/core/role";
import type { MasterConfig } from "../config.ts";
import { AUTHORITY, contentEnvironment, SNAPSHOT } from "../content/environment.ts";
import { anotherGives, writeAuthority, writeSnapshot } from "../content/take.ts";

export default defineTask<MasterConfig>((context) => {
  const { resource } = context;
  const environment = contentEnvironment(context);
  return [
    resource.dump({ name: AUTHORITY, environment, unless: anotherGives, run: writeAuthority }),
    resource.dump({ name: SNAPSHOT, environment, unless: anotherGives, run: writeSnapshot }),
  ];
});
