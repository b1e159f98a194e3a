import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PluginFixture, pluginFixture } from "../plugin-host/plugin-fixture.ts";
import { productDirectory } from "../product/product.ts";
import { judgeRole, rules } from "./index.ts";

/** One thing done to a sound role, the rule that it breaks, and what is said about it. */
interface Breakage {
  rule: string;
  /** Files with their new text. */
  files: Readonly<Record<string, string>>;
  said: string;
}

const task = (body: string): string =>
  `export default ({ config, machine, resource, publish, cluster }: any) => { ${body} };`;
const published = `publish("web", { port: 80 })`;
const sound: Readonly<Record<string, string>> = {
  "role.yml": `name: web
version: 1.0.0
description: A page.
publishes:
  web: { type: object, required: [port], properties: { port: { type: integer } } }
`,
  "schema.yml": "type: object\nproperties:\n  port: { type: integer, description: Its port. }\n",
  "defaults.yml": "port: 80\n",
  "requirements.yml": "packages:\n  debian:\n    - name: nginx\n",
  "README.md": "# web\n",
  "apply/index.ts": task(`return [resource.package({ name: "nginx" }), ${published}];`),
  "test/index.ts": task("return [resource.port({ port: config.port })];"),
};
const consumer: Readonly<Record<string, string>> = {
  "../reader/role.yml": "name: reader\nversion: 1.0.0\ndescription: Reads.\nconsumes: [web]\n",
  "../reader/schema.yml": "type: object\n",
  "../reader/defaults.yml": "{}\n",
  "../reader/apply/index.ts": `export default ({ consumed, resource }: any) => consumed.web.map(({ value }: any) =>
  resource.file({ path: "/etc/" + value.address.host, content: "" }));`,
};

const adopting = (entry: string) => ({ "role.yml": `${sound["role.yml"]}adopts:\n  - ${entry}\n` });

const breakages: Readonly<Record<string, Breakage>> = {
  "has a key in role.yml that nobody knows": {
    rule: "manifest",
    files: { "role.yml": "name: web\nversion: 1.0.0\ndescription: A page.\nlabel: {}\n" },
    said: 'Unknown key "label". Did you mean "labels"?',
  },
  "has defaults that its schema refuses": {
    rule: "configurable",
    files: { "defaults.yml": "port: eighty\n" },
    said: "The defaults are refused",
  },
  "leaves a field without a word": {
    rule: "explained",
    files: { "schema.yml": "type: object\nproperties:\n  port: { type: integer }\n" },
    said: "The field port of schema.yml has no description.",
  },
  "has a README of something else": {
    rule: "documented",
    files: { "README.md": "# My first role\n" },
    said: 'README.md begins with "My first role", which does not name the role web.',
  },
  "exports no task": {
    rule: "loadable",
    files: { "backup/index.ts": "export const backup = 1;" },
    said: 'Plugin "web", task backup: the default export must be a function (defineTask)',
  },
  "returns a field that a resource does not have": {
    rule: "returns",
    files: { "test/index.ts": task("return [resource.port({ port: 80, prot: 'tcp' })];") },
    said: 'With one machine, test: Role web declares port on demo-web-1 wrongly: unknown field "prot"',
  },
  throws: {
    rule: "returns",
    files: { "test/index.ts": task("throw new Error('not today');") },
    said: 'With one machine, test: Plugin "web", task test: not today',
  },
  "changes what belongs to all": {
    rule: "returns",
    files: { "test/index.ts": task("machine.name = 'mine'; return [];") },
    said: "Cannot assign to read only property 'name'",
  },
  "answers differently each time": {
    rule: "repeatable",
    files: { "test/index.ts": task("return [resource.port({ port: 1 + Number(process.hrtime.bigint() % 60000n) })];") },
    said: "With one machine, test answered differently the second time.",
  },
  "never answers": {
    rule: "finishes",
    files: { "test/index.ts": "export default () => new Promise(() => {});" },
    said: 'Plugin "web", task test: not finished after 0.5 s.',
  },
  "ends the process": {
    rule: "stays",
    files: { "test/index.ts": task("process.exit(0);") },
    said: 'Plugin "web", task test: it would end the whole process (process.exit).',
  },
  prints: {
    rule: "quiet",
    files: { "test/index.ts": task("process.stdout.write('here'); return [];") },
    said: 'Plugin "web", task test: it prints "here" on standard output.',
  },
  "does not publish what it promised": {
    rule: "publishes",
    files: { "apply/index.ts": task(`return [resource.package({ name: "nginx" })];`) },
    said: 'With one machine, apply does not publish "web".',
  },
  "publishes another form than it promised": {
    rule: "publishes",
    files: { "apply/index.ts": task(`return [publish("web", { port: "eighty" })];`) },
    said: 'The published field web.port must be integer, received "eighty".',
  },
  "publishes what a reader of it cannot read": {
    rule: "consumable",
    files: consumer,
    said: 'The role reader, which consumes "web", cannot read it: Plugin "reader", task apply: Cannot read properties',
  },
  "adopts a key that it does not have": {
    rule: "adoptable",
    files: adopting('{ key: prot, resource: "package:nginx", property: name }'),
    said: "It adopts prot, which is no key of its configuration.",
  },
  "adopts a key from where it does not stand": {
    rule: "adoptable",
    files: adopting('{ key: port, resource: "package:nginx", property: name, pattern: "port=(.*)" }'),
    said: "It adopts port from name of package:nginx, where 80 is not found again.",
  },
  "adopts a key from what it does not return": {
    rule: "adoptable",
    files: adopting('{ key: port, resource: "package:apache2", property: name }'),
    said: "It adopts port from package:apache2, which apply never returns.",
  },
  "installs what it does not list": {
    rule: "required",
    files: { "requirements.yml": "{}\n" },
    said: "It installs the package nginx, which requirements.yml does not list for debian-12.",
  },
};

let fixture: PluginFixture;
beforeEach(() => {
  fixture = pluginFixture();
  cpSync(
    join(productDirectory(), "infrastructure/providers/any"),
    join(fixture.root, "product/infrastructure/providers/any"),
    { recursive: true },
  );
});
afterEach(() => fixture.remove());

/** What every rule says of the sound role with these files in place of its own. */
async function judged(files: Readonly<Record<string, string>>): Promise<Record<string, readonly string[]>> {
  for (const [path, text] of Object.entries({ ...sound, ...files })) fixture.write(join("roles/web", path), text);
  const host = await fixture.host({ pluginDirectories: [join(fixture.root, "roles")] });
  const results = await judgeRole(host, join(fixture.root, "roles/web"), { timeLimit: 0.5 });
  return Object.fromEntries(
    results.filter(({ problems }) => problems.length > 0).map(({ rule, problems }) => [rule, problems]),
  );
}

describe("a role", { timeout: 60_000 }, () => {
  it("that keeps to everything is valid", async () => {
    expect(await judged({})).toEqual({});
  });

  it.each(Object.entries(breakages))("that %s breaks that rule alone", async (_, { rule, files, said }) => {
    const found = await judged(files);

    expect(Object.keys(found)).toEqual([rule]);
    expect(found[rule]?.join("\n")).toContain(said);
  });
});

it("what was thrown after the answer is told by a rule of its own", async () => {
  const settled = rules.find(({ name }) => name === "settled");

  expect(await settled?.problems({ lateFaults: [new Error("too late")] } as never)).toEqual(["too late"]);
});
