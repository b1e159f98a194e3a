import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import type { Machine } from "../machines/machine.ts";
import { readInventory } from "./read-inventory.ts";
import { inventoryText, writeInventory } from "./write-inventory.ts";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "inventory-")), "inventory.yml");
});

const access = { user: "operations", keyPath: "/build/demo/keys/id_ed25519" };
const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const machine = (component: string, index: number, more: Partial<Machine> = {}): Machine => ({
  name: `demo-${component.replaceAll("_", "-")}-${index}`,
  hostname: `demo-${index}`,
  address: `10.0.0.${index}`,
  sshAddress: `10.9.0.${index}`,
  sshPort: 22,
  component,
  components: [component],
  roles: ["node-exporter"],
  index,
  ...more,
});

it("reads back the machines it wrote, with nothing else at hand", async () => {
  const machines = [
    machine("load_balancer", 1, { roles: ["haproxy", "node-exporter"], os }),
    machine("web", 2, { sshPort: 2222, components: ["cache-one", "web"] }),
    machine("web", 10),
  ];

  await writeInventory(path, { machines, access, knownHosts: "/build/demo/keys/known_hosts" });

  expect(await readInventory(path)).toEqual({ machines, access });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it("carries the way through a bastion, for itself and for Ansible, and not for the bastion", async () => {
  const jump = { machine: "demo-gate-1", address: "10.9.0.1", port: 2222, user: "hop", keyPath: "/keys/a b%c" };
  const machines = [machine("gate", 1), machine("web", 1)];

  await writeInventory(path, { machines, access: { ...access, jump }, knownHosts: "/build/demo/known_hosts" });

  const { all } = parse(await readFile(path, "utf8"));
  expect(await readInventory(path)).toEqual({ machines, access: { ...access, jump } });
  expect(all.vars.ansible_ssh_common_args).toContain("-o ForwardAgent=no");
  expect(all.vars.ansible_ssh_common_args).toContain("ProxyCommand=ssh -W");
  expect(all.vars.ansible_ssh_common_args).toContain("a b%%c");
  expect(all.hosts["demo-gate-1"].ansible_ssh_common_args).toBe(
    "-o UserKnownHostsFile=/build/demo/known_hosts -o StrictHostKeyChecking=yes",
  );
});

it("groups machines by role with underscores and by component", () => {
  const text = inventoryText({ machines: [machine("load_balancer", 1), machine("web", 1)], access });

  expect(parse(text).all.children).toEqual({
    component_load_balancer: { hosts: { "demo-load-balancer-1": {} } },
    component_web: { hosts: { "demo-web-1": {} } },
    node_exporter: { hosts: { "demo-load-balancer-1": {}, "demo-web-1": {} } },
  });
});

it("keeps values literal for Ansible and for itself, whatever they contain", async () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      "{{ lookup('pipe', 'touch /x') }}",
      "{% raw %}",
      "{# a #}",
      "$(touch /x)",
      "a: b\n- c",
      "!vault x",
      "yes",
    ),
    fc.string({ minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (value) => {
      const machines = [machine("web", 1, { hostname: value })];
      await writeInventory(path, { machines, access });

      const read = await readInventory(path);

      expect(read.machines).toEqual(machines);
    }),
    { numRuns: 40 },
  );
  expect(inventoryText({ machines: [machine("web", 1, { hostname: "{{ x }}" })], access })).toContain("!unsafe");
});

it("reads one written by hand: roles, components, nested groups, variables at any level", async () => {
  const text = `
all:
  vars: {ansible_ssh_private_key_file: keys/id}
production:
  vars: {ansible_user: admin}
  children: {haproxy: , node_exporter: }
haproxy: {hosts: {lb: {ansible_host: 10.0.0.9}}}
node_exporter: {hosts: {lb: , web: {ansible_host: 10.0.0.8, ansible_port: 2222}}}
component_web: {hosts: {web: }}
`;
  await writeFile(path, text);

  const read = await readInventory(path);

  expect(read.access).toEqual({ user: "admin", keyPath: join(dirname(path), "keys/id") });
  expect(read.machines).toMatchObject([
    {
      name: "lb",
      address: "10.0.0.9",
      sshPort: 22,
      component: "haproxy",
      roles: ["haproxy", "node-exporter"],
      index: 1,
    },
    { name: "web", sshAddress: "10.0.0.8", sshPort: 2222, component: "web", components: ["web"], index: 1 },
  ]);
});

it.each([
  ["nothing", "", "it names no machine"],
  ["no YAML", "[web]\nlb ansible_host=1\n", "inventory.yml"],
  ["a machine without user", "web: {hosts: {a: {ansible_ssh_private_key_file: k}}}", "a has no ansible_user"],
  ["hosts as a list", "web: {hosts: [a]}", "web.hosts must be a mapping"],
  ["a group that contains itself", "a: {hosts: {m: }, children: {b: }}\nb: {children: {a: }}", "contains itself"],
  ["an unknown key", "web: {host: {a: }}", "unknown key host"],
])("refuses an inventory with %s", async (_, text, message) => {
  await writeFile(path, text);

  await expect(readInventory(path)).rejects.toMatchObject({
    code: "inventory-invalid",
    ending: "invalid",
    message: expect.stringContaining(message),
  });
});

it("refuses machines whose names would be read as more than one, and groups with two meanings", () => {
  const range = machine("web", 1, { name: "web[1:9]" });
  const clash = machine("web", 1, { roles: ["component-web"] });

  expect(() => inventoryText({ machines: [range], access })).toThrow(
    expect.objectContaining({ code: "invalid-machine-name" }),
  );
  expect(() => inventoryText({ machines: [clash], access })).toThrow(
    expect.objectContaining({ code: "inventory-group-clash" }),
  );
});

it("says what is missing where there is none", async () => {
  await expect(readInventory(path)).rejects.toMatchObject({ code: "inventory-missing" });
});
