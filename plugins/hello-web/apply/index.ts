import { defineTask } from "@lambdastack/core/role";
import type { HelloWebConfig } from "../config.ts";

/** What is true of a machine with this role. The order of the list is the order of the work. */
export default defineTask<HelloWebConfig>(({ config, machine, resource }) => [
  resource.package({ name: "nginx-light" }),
  resource.directory({ path: "/var/www/hello-web" }),
  resource.file({
    path: "/var/www/hello-web/index.html",
    template: "index.html.hbs",
    data: { greeting: config.greeting, machine: machine.name },
  }),
  resource.file({
    path: "/etc/nginx/nginx.conf",
    template: "nginx.conf.hbs",
    data: { port: config.port },
    validate: "nginx -t -q -c %s",
  }),
  resource.service({
    name: "nginx",
    running: true,
    enabled: true,
    watches: ["/etc/nginx/nginx.conf"],
    onChange: "reload",
  }),
]);
