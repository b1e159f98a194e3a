import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the image of the module in a container is called, and its script in the plugin directory. */
export const registerImage = "localhost/shop-register:1.0.0";
export const registerScript = "shop-register/module.sh";

const files: Record<string, string> = {
  "shop/role.yml": `name: shop
version: 1.0.0
description: A shop, written in TypeScript
labels: {short: shop, kind: web, provides-shop: "2.1"}
publishes:
  shop:
    type: object
    required: [port]
    properties: {port: {type: integer, description: TCP port.}}
`,
  "shop/requirements.yml": "packages:\n  debian:\n    - name: python3\n",
  "shop/README.md": "# shop\n",
  "shop/schema.yml": `$schema: http://json-schema.org/draft-07/schema#
title: configuration/shop
type: object
additionalProperties: false
required: [greeting]
properties: {greeting: {type: string, description: What it says.}}
`,
  "shop/defaults.yml": "greeting: welcome\n",
  "shop/apply/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask<{ greeting: string }>(({ config, resource, publish }) => [
  resource.package({ name: "python3" }),
  resource.directory({ path: "/srv/shop" }),
  resource.file({ path: "/srv/shop/index.html", content: \`\${config.greeting}\\n\` }),
  resource.unit({ name: "shop.service", template: "shop.service.hbs", data: {} }),
  resource.service({ name: "shop", running: true, enabled: true }),
  publish("shop", { port: 8000 }),
]);
`,
  "shop/apply/shop.service.hbs":
    "[Service]\nExecStart=/usr/bin/python3 -m http.server --directory /srv/shop 8000\n\n[Install]\nWantedBy=multi-user.target\n",
  "shop/test/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask<{ greeting: string }>(({ config, resource }) => [
  resource.check({
    name: "the shop answers",
    run: "python3 -c 'import urllib.request; print(urllib.request.urlopen(\\"http://localhost:8000/\\").read().decode())'",
    contains: config.greeting,
  }),
]);
`,
  "shop-metrics/role.yml": `name: shop-metrics
version: 1.0.0
description: Metrics of a shop, written for Ansible
labels: {short: shop-metrics, kind: exporter, provides-metrics: prometheus}
requires:
  strong:
    - - {key: provides-shop, operator: ge, values: ["2.0"]}
influences:
  - - {key: core-technology, operator: eq, values: [prometheus]}
consumes: [shop]
publishes:
  exporter:
    version: 1.0.0
    type: object
    required: [job, port, path]
    properties:
      job: {type: string, description: Name of the job.}
      port: {type: integer, description: TCP port of the metrics.}
      path: {type: string, description: Path of the metrics.}
`,
  "shop-metrics/requirements.yml": "packages:\n  debian:\n    - name: python3\n",
  "shop-metrics/README.md": "# shop-metrics\n",
  "shop-metrics/schema.yml": `$schema: http://json-schema.org/draft-07/schema#
title: configuration/shop-metrics
type: object
additionalProperties: false
required: [visitors]
properties: {visitors: {type: integer, description: What it says of the shop.}}
`,
  "shop-metrics/defaults.yml": "visitors: 7\n",
  "shop-metrics/apply/tasks/main.yml": `- name: Metrics
  ansible.builtin.copy: {dest: /srv/shop/metrics, content: "shop_visitors {{ shop_metrics_visitors }}\\n", mode: "0644"}
- name: Where they are
  ansible.builtin.set_stats:
    data: "{{ {'exporter': {'job': 'shop', 'port': lambdastack_consumed.shop[0].value.port, 'path': '/metrics'}} }}"
    per_host: true
`,
  "shop-metrics/test/tasks/main.yml": `- name: The shop serves them
  ansible.builtin.uri: {url: "http://localhost:8000/metrics", return_content: true}
  register: metrics
- name: They count visitors
  ansible.builtin.assert: {that: "'shop_visitors' in metrics.content"}
`,
};

/** A module in a container: it keeps in its section of the state the port that the shop's section says. */
const register: Record<string, string> = {
  "shop-register/modules.yml": `version: v1
kind: Repository
components:
  - name: shop-register
    type: docker
    description: A register of shops, in a container
    labels: {short: register, kind: register, provides-register: "1.0"}
    requires:
      strong:
        - - {key: provides-shop, operator: ge, values: ["2.0"]}
    influences:
      - - {key: core-technology, operator: eq, values: [prometheus]}
    versions:
      - version: 1.0.0
        image: ${registerImage}
        commands:
          - {name: metadata, command: metadata}
          - {name: init, command: init}
          - {name: plan, command: plan}
          - {name: apply, command: apply}
          - {name: audit, command: audit}
          - {name: test, command: test}
`,
  [registerScript]: `state=/shared/state.yml

port_in() {
  awk -v section="$1:" '/^[^ ]/ { inside = $1 == section } inside && $1 == "port:" { print $2; exit }' "$state"
}

# Replaces its own section by standard input.
record() {
  awk '/^[^ ]/ { own = $1 == "register:" } !own' "$state" >/tmp/state
  cat >>/tmp/state
  mv /tmp/state "$state"
}

case $1 in
  metadata)
    cat <<'END'
labels: {name: shop-register, version: 1.0.0, short: register, kind: register, provides-register: "1.0"}
requires: {strong: [[{key: provides-shop, operator: ge, values: ["2.0"]}]]}
influences: [[{key: core-technology, operator: eq, values: [prometheus]}]]
END
    ;;
  init) printf 'register:\n  status: initialized\n' | record ;;
  plan) echo "the shop on port $(port_in shop)" ;;
  apply) printf 'register:\n  status: applied\n  version: 1.0.0\n  port: %s\n' "$(port_in shop)" | record ;;
  audit)
    [ "$(port_in register)" = "$(port_in shop)" ] && exit 0
    echo "registered on port $(port_in register), and it has $(port_in shop)"
    exit 2
    ;;
  test) [ -n "$(port_in register)" ] && echo "a shop is registered" ;;
esac
`,
};

/** An older version of the shop, which says so on its page. */
const older = Object.fromEntries(
  Object.entries(files)
    .filter(([path]) => path.startsWith("shop/"))
    .map(([path, text]) => [
      path.replace("shop/", "shop@0.9.0/"),
      text.replace("version: 1.0.0", "version: 0.9.0").replace("config.greeting}\\n", "config.greeting} of old\\n"),
    ]),
);

/** Writes a plugin directory of somebody else: a role of each kind, of which two need the first; two versions of that. */
export function writeOutsideRoles(directory: string): void {
  for (const [path, text] of Object.entries({ ...files, ...register, ...older })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}
