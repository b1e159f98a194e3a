import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { addToInventory } from "./add-to-inventory.ts";
import { readInventory } from "./read-inventory.ts";
import { writeInventory } from "./write-inventory.ts";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "inventory-")), "inventory.yml");
});

const machine = (name: string) => ({
  name,
  hostname: "{{ name }}",
  address: "10.0.0.1",
  sshAddress: "10.0.0.1",
  sshPort: 22,
  component: "web",
  components: ["web"],
  roles: ["hello-web"],
  index: Number(name.at(-1)),
});
const rolesByMachine = async () =>
  Object.fromEntries((await readInventory(path)).machines.map(({ name, roles }) => [name, roles]));

it("gives machines one role more in an inventory of ours, and changes nothing else of it", async () => {
  const access = { user: "operations", keyPath: "/keys/id" };
  await writeInventory(path, { machines: [machine("web-1"), machine("web-2")], access });
  const before = await readInventory(path);

  await addToInventory(path, "node-exporter", ["web-2"]);

  expect(await rolesByMachine()).toEqual({ "web-1": ["hello-web"], "web-2": ["hello-web", "node-exporter"] });
  expect((await readInventory(path)).access).toEqual(before.access);
  expect(await readFile(path, "utf8")).toContain('!unsafe "{{ name }}"');
});

it("keeps the comments and the form of one written by hand, and a second time its every byte", async () => {
  const text = `# ours
all:
  vars: { ansible_user: admin, ansible_ssh_private_key_file: id }
  children:
hello_web: { hosts: { web-1: } } # the site
`;
  await writeFile(path, text);

  await addToInventory(path, "haproxy", ["web-1"]);
  const once = await readFile(path, "utf8");
  await addToInventory(path, "haproxy", ["web-1"]);

  expect(await rolesByMachine()).toEqual({ "web-1": ["haproxy", "hello-web"] });
  expect(once).toContain("# ours\n");
  expect(once).toContain("# the site\n");
  expect(await readFile(path, "utf8")).toBe(once);
});

it("refuses what is no inventory", async () => {
  await writeFile(path, "- a");

  await expect(addToInventory(path, "haproxy", ["a"])).rejects.toMatchObject({ code: "inventory-invalid" });
});
