import { defineTask } from "@lambdastack/core/role";
import type { MyRoleConfig } from "../config.ts";

/** What is true of a machine with this role. The order of the list is the order of the work. */
export default defineTask<MyRoleConfig>(({ config, machine, resource, publish }) => [
  resource.directory({ path: "/etc/my-role" }),
  resource.file({ path: "/etc/my-role/message", content: `${config.message}\n` }),
  resource.unit({ name: "my-role.service", template: "my-role.service.hbs", data: { pause: config.pause } }),
  resource.service({ name: "my-role", running: true, enabled: true, watches: ["/etc/my-role/message"] }),
  publish("my-role", { address: machine.address }),
]);
