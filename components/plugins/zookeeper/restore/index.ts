import { defineTask } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "../config.ts";
import { CONTENT, contentEnvironment } from "../content/environment.ts";
import { beginAnew, newestWrite, readContent, servesAnew, stop } from "../content/scripts.ts";

export default defineTask<ZookeeperConfig>((context) => {
  const { resource } = context;
  const environment = contentEnvironment(context);
  return [
    resource.load({ name: CONTENT, shared: true, environment, newest: newestWrite, run: readContent }),
    resource.step({ name: "zookeeper stops", run: stop, timeLimit: 300 }),
    resource.step({
      name: "zookeeper begins anew with what was restored",
      environment,
      run: beginAnew,
      timeLimit: 300,
    }),
    resource.step({ name: "zookeeper serves clients", environment, run: servesAnew, timeLimit: 900 }),
  ];
});
