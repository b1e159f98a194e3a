import { defineTask } from "@lambdastack/core/role";
import type { HelloWebConfig } from "../config.ts";

const site = "/etc/nginx/conf.d/hello-web.conf";

/** What is true of a machine with this role. The order of the list is the order of the work. */
export default defineTask<HelloWebConfig>(({ config, machine, resource }) => [
  resource.package({ name: "nginx-light" }),
  resource.link({
    path: "/etc/nginx/sites-enabled/default",
    target: "/etc/nginx/sites-available/default",
    ensure: "absent",
  }),
  resource.directory({ path: "/var/www/hello-web" }),
  resource.file({
    path: "/var/www/hello-web/index.html",
    template: "index.html.hbs",
    data: { greeting: config.greeting, machine: machine.name },
  }),
  resource.file({ path: site, template: "site.conf.hbs", data: { port: config.port } }),
  resource.service({ name: "nginx", running: true, enabled: true, watches: [site], onChange: "reload" }),
]);
