import { defineTask } from "@lambdastack/core/role";
import type { HelloWebConfig } from "../config.ts";

/** What must hold on a running machine. Each check is repeated until it holds or its time is over. */
export default defineTask<HelloWebConfig>(({ config, machine, resource }) => {
  const url = `http://${machine.address}:${config.port}`;
  return [
    resource.port({ port: config.port }),
    resource.http({ name: "hello-web is healthy", url: `${url}/health`, contains: "healthy" }),
    resource.http({ name: "hello-web tells its machine", url: `${url}/`, contains: `comes from ${machine.name}.` }),
  ];
});
