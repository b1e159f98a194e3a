import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files: Record<string, string> = {
  "pages/role.yml": `name: pages
version: 1.0.0
description: A page from a template, written for Ansible
labels: {short: pages, kind: web}
publishes:
  page_url: {type: string}
`,
  "pages/requirements.yml": "packages:\n  debian:\n    - name: python3\n    - name: cron\n",
  "pages/schema.yml": `$schema: http://json-schema.org/draft-07/schema#
title: configuration/pages
type: object
additionalProperties: false
required: [greeting, broken]
properties:
  greeting: {type: string}
  broken: {type: string}
  unsaved: {type: string}
  pause: {type: integer}
  probe: {type: boolean}
  password: {type: string, sensitive: true}
`,
  "pages/defaults.yml": "greeting: hello\nbroken: nobody\nunsaved: nobody\npause: 0\nprobe: false\n",
  "pages/apply/tasks/main.yml": `- name: Install cron
  ansible.builtin.apt: {name: cron, state: present}
- name: Break where it is asked for
  ansible.builtin.fail: {msg: "broken with {{ pages_password }}"}
  when: inventory_hostname == pages_broken
- name: Write the page
  ansible.builtin.template: {src: page.j2, dest: /etc/page, mode: "0600"}
- name: Ask for the kernel
  ansible.builtin.command: uname -r
  when: pages_probe
- name: Wait
  ansible.builtin.wait_for: {timeout: "{{ pages_pause }}"}
  when: pages_pause > 0
- name: Run cron
  ansible.builtin.service: {name: cron, state: started, enabled: true}
- name: Tell the address
  ansible.builtin.set_stats:
    data: {page_url: "http://{{ inventory_hostname }}/{{ pages_greeting }}"}
    per_host: true
`,
  "pages/apply/templates/page.j2": "{{ pages_greeting }} {{ pages_password }} {{ lambdastack_cluster }}\n",
  "pages/test/tasks/main.yml": `- name: Read the page
  ansible.builtin.command: cat /etc/page
  changed_when: false
  register: page
- name: The page greets
  ansible.builtin.assert: {that: page.stdout.startswith(pages_greeting), fail_msg: "it says {{ page.stdout }}"}
`,
  "pages/backup/tasks/main.yml": `- name: Break where it is asked for
  ansible.builtin.fail: {msg: "no backup with {{ pages_password }}"}
  when: inventory_hostname == pages_unsaved
- name: Keep the page
  ansible.builtin.copy: {src: /etc/page, dest: "{{ lambdastack_backup_directory }}/page", remote_src: true, mode: preserve}
`,
  "pages/restore/tasks/main.yml": `- name: Put the page back
  ansible.builtin.copy: {src: "{{ lambdastack_backup_directory }}/page", dest: /etc/page, remote_src: true, mode: preserve}
`,
  "pages/restore/newest.sh": "stat -c %Y /etc/page 2>/dev/null || true\n",
  "reader/role.yml": `name: reader
version: 1.0.0
description: Lists what pages publish
labels: {short: reader, kind: web}
requires:
  strong:
    - - {key: short, operator: eq, values: [pages]}
consumes: [page_url]
`,
  "reader/requirements.yml": "packages: {}\n",
  "reader/apply/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ consumed, resource }) =>
  (consumed.page_url ?? []).map(({ machine, value }) =>
    resource.file({ path: \`/etc/\${machine.name}.url\`, template: "url.hbs", data: { value } }),
  ),
);
`,
  "reader/apply/url.hbs": "{{value}}\n",
};

/** Writes a plugin directory with a role of Ansible that publishes, and one of TypeScript that consumes. */
export function writeAnsibleRoles(directory: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}
