import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StackError } from "../errors/stack-error.ts";
import { builtInProviders, builtInRoles } from "../product/product.ts";
import { discoverPlugins } from "./discover-plugins.ts";
import { emptyTask, type PluginFixture, pluginFixture } from "./plugin-fixture.ts";

const builtIn = "product/components/plugins";
let fixture: PluginFixture;
beforeEach(() => {
  fixture = pluginFixture();
});
afterEach(() => fixture.remove());

const failure = async (run: () => unknown): Promise<StackError> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  return expect.fail("no error was thrown");
};

describe("discovery", () => {
  it("finds roles of every source, named or the user's own, without running them", async () => {
    fixture.role(builtIn, "one");
    fixture.role("home/.config/lambdastack/plugins", "two");
    fixture.role("a", "three");
    fixture.role("b", "four");
    fixture.role("work/configured", "five");
    fixture.role("work/given", "six");
    fixture.write("work/lambdastack.config.yml", "plugins: [configured]");
    fixture.write("b/four/apply/index.ts", "throw new Error('ran');");

    const host = await fixture.host({
      environment: { LAMBDASTACK_PLUGINS: [join(fixture.root, "a"), join(fixture.root, "b")].join(delimiter) },
      pluginDirectories: ["given"],
    });

    expect([...host.roles.values()].map(({ name, origin }) => [name, origin])).toEqual([
      ["one", "built-in"],
      ["two", "user"],
      ["three", "LAMBDASTACK_PLUGINS"],
      ["four", "LAMBDASTACK_PLUGINS"],
      ["five", "configuration"],
      ["six", "--plugins"],
    ]);
    expect(host.broken).toEqual([]);
  });

  it("reads what a role and a provider consist of from their folders", async () => {
    const folder = join(fixture.root, builtIn, "db");
    fixture.role(builtIn, "db", "labels: {kind: database}\ncomponents: all\n");
    fixture.write(`${builtIn}/db/test/index.mjs`, emptyTask);
    fixture.write(`${builtIn}/db/upgrade/index.js`, emptyTask);
    fixture.write(`${builtIn}/db/notes/index.js`, emptyTask);
    fixture.write(`${builtIn}/db/plugin.ts`, "");
    fixture.write(`${builtIn}/db/schema.yml`, "type: object");
    fixture.write(`${builtIn}/db/defaults.yml`, "{}");
    fixture.write("x/cloud/provider.yml", "name: cloud\nversion: 1.0.0\ndescription: A cloud.\naliases: [cld]\n");
    fixture.write("x/cloud/index.ts", "");
    fixture.write("x/cloud/documents/infrastructure/machine/schema.yml", "type: object");
    fixture.write("x/cloud/documents/infrastructure/machine/defaults.yml", "{}");

    const host = await fixture.host({ pluginDirectories: [join(fixture.root, "x")] });

    expect(host.role("db")).toMatchObject({
      directory: folder,
      tasks: {
        apply: join(folder, "apply/index.ts"),
        test: join(folder, "test/index.mjs"),
        upgrade: join(folder, "upgrade/index.js"),
      },
      plugin: join(folder, "plugin.ts"),
    });
    expect(Object.keys(host.role("db").tasks).sort()).toEqual(["apply", "test", "upgrade"]);
    expect(host.provider("cld").name).toBe("cloud");
    expect(host.kinds().map(({ kind, provider, owner }) => [kind, provider, owner])).toEqual([
      ["configuration/db", undefined, "role db"],
      ["infrastructure/machine", "cloud", "provider cloud"],
    ]);
  });

  it("finds modules: folders with module.ts, and Repository files directly in a directory or a folder of it", async () => {
    const repository = (name: string) =>
      `version: v1\nkind: Repository\ncomponents:\n  - name: ${name}\n    type: docker\n    versions:\n      - { version: 1.0.0, image: x, commands: [{ name: plan }] }\n`;
    fixture.write("work/given/code/role.yml", "name: code\nversion: 1.0.0\ndescription: Code.\n");
    fixture.write("work/given/code/module.ts", "throw new Error('ran');");
    fixture.write("work/given/modules.yml", repository("beside"));
    fixture.write("work/given/own/own.yml", repository("within"));
    fixture.write("work/given/own/other.yml", "kind: Deployment\n");

    const host = await fixture.host({ pluginDirectories: ["given"] });

    expect([...host.modules.values()].map(({ name, type }) => [name, type])).toEqual([
      ["code", "module"],
      ["within", "container"],
      ["beside", "container"],
    ]);
    expect([...host.roles.keys(), ...host.broken]).toEqual([]);
  });

  it("follows links to plugin folders and ignores hidden folders, files and folders without a manifest", async () => {
    fixture.role("elsewhere", "linked");
    fixture.role("x", ".hidden");
    fixture.role("x", "node_modules");
    fixture.write("x/README.md", "");
    fixture.write("x/library/index.ts", "");
    symlinkSync(join(fixture.root, "elsewhere/linked"), join(fixture.root, "x/linked"));

    const host = await fixture.host({ pluginDirectories: [join(fixture.root, "x")] });

    expect([...host.roles.keys()]).toEqual(["linked"]);
  });

  it("refuses every named directory that does not exist, but not a missing folder of the user", async () => {
    await fixture.host();
    const error = await failure(() => fixture.host({ pluginDirectories: ["/no/such", "/nor/this"] }));

    expect(error.problems.map(({ code, ending }) => [code, ending])).toEqual([
      ["plugin-directory-missing", "invalid"],
      ["plugin-directory-missing", "invalid"],
    ]);
    expect(error.problems[0]?.message).toContain("/no/such (--plugins)");
  });

  it("says which folder was meant when a plugin itself is named", async () => {
    fixture.role("x", "web");

    const error = await failure(() => fixture.host({ pluginDirectories: [join(fixture.root, "x/web")] }));

    expect([error.code, error.hint]).toEqual([
      "plugin-directory-is-plugin",
      `Name its parent: ${join(fixture.root, "x")}`,
    ]);
  });

  it("accepts every role and provider that comes with the product", () => {
    const directories = [builtInRoles(), builtInProviders()].map((path) => ({ path, origin: "built-in", named: true }));

    const manifestFaults = discoverPlugins(directories).broken.filter(
      ({ error }) => error.code !== "incomplete-plugin",
    );

    expect(manifestFaults).toEqual([]);
  });
});

describe("a broken plugin", () => {
  it("is listed with file and line and fails only what needs it", async () => {
    fixture.role(builtIn, "sound");
    fixture.role(builtIn, "torn", "labels:\n  kind: [a\n");

    const host = await fixture.host();

    expect([...host.roles.keys()]).toEqual(["sound"]);
    expect(host.role("sound").name).toBe("sound");
    const error = await failure(() => host.role("torn"));
    const finding = error.problems[0] ?? error;
    expect(finding.ending).toBe("invalid");
    expect(finding.message).toContain('Plugin "torn" (role)');
    expect(finding.location).toMatchObject({ file: join(fixture.root, builtIn, "torn/role.yml"), line: 6 });
    expect(host.broken.map(({ name }) => name)).toEqual(["torn"]);
  });

  it.each([
    ["requiers: {}", 'Unknown key "requiers".', 'Did you mean "requires"?', 4],
    [
      "strategy: rollin",
      '"strategy" must be one of parallel, rolling, received "rollin".',
      'Did you mean "rolling"?',
      4,
    ],
    [
      "labels:\n  release: [2.5]",
      '"labels.release" must be of type string or number or boolean, received [2.5].',
      undefined,
      5,
    ],
    ["labels: {__proto__: x}", '"__proto__" in "labels" is no name.', undefined, 4],
    [
      "requires:\n  strong:\n    - - key: provider,\n        operator: eq\n        values: [aws]",
      '"provider," cannot be the key of a label.',
      'Did you mean "provider"?',
      6,
    ],
    [
      'requires: {strong: [[{key: kind, operator: "in,", values: [a]}]]}',
      '"requires.strong.0.0.operator" must be one of eq, ne, in, notin, exists, absent, gt, ge, lt, le, received "in,".',
      'Did you mean "in"?',
      4,
    ],
    [
      "requires: {weak: [[{key: kind, operator: eq, values: [a, b]}]]}",
      'The operator "eq" takes one value, received 2.',
      'Use "in" for one of several values.',
      4,
    ],
    [
      "requires: {weak: [[{key: kind, operator: exists, values: [a]}]]}",
      'The operator "exists" takes no values.',
      undefined,
      4,
    ],
    ["requires: {weak: [[{key: kind, operator: eq}]]}", 'The operator "eq" needs "values".', undefined, 4],
    [
      "requires: {weak: [[{key: version, operator: gt, values: [new]}]]}",
      'The operator "gt" compares versions, received "new".',
      undefined,
      4,
    ],
    [
      'publishes: {endpoint: {version: "1"}}',
      '"publishes.endpoint.version" must be a semantic version such as 1.2.3, received "1".',
      undefined,
      4,
    ],
    [
      'adopts: [{key: a, resource: "file:/a", property: content, pattern: "(a)(b)"}]',
      'The pattern "(a)(b)" has 2 groups, and must have one.',
      undefined,
      4,
    ],
    [
      'adopts: [{key: a, resource: "file:/a", property: content, pattern: "(a"}]',
      'The pattern "(a" is no regular expression.',
      undefined,
      4,
    ],
    [
      "consumes: {endpoint: {version: later}}",
      '"consumes.endpoint.version" must be a range of versions such as ^1.2.0, received "later".',
      undefined,
      4,
    ],
    ["consumes: {endpoint: ^1.0.0}", '"consumes.endpoint" must be of type object', undefined, 4],
    ["components: [a b]", '"components.0" must be the name of a component, received "a b".', undefined, 4],
  ])("with %j is told what is wrong and what was meant", async (more, message, hint, line) => {
    fixture.role(builtIn, "web", more);

    const [broken] = (await fixture.host()).broken;

    const findings = broken?.error.problems.length ? broken.error.problems : [broken?.error];
    const finding = findings.find((problem) => problem?.message.includes(message));
    expect(findings.map((problem) => problem?.message)).toContainEqual(expect.stringContaining(message));
    expect([finding?.hint, finding?.location?.line]).toEqual([hint, line]);
  });

  it("is told every slip of the seed's example at once", async () => {
    fixture.role(
      builtIn,
      "kafka",
      "requires:\n  strong:\n    - - key: provider,\n        operator: in,\n        values: [azure, aws]\n",
    );

    const [broken] = (await fixture.host()).broken;

    expect(broken?.error.problems.map(({ hint, location }) => [hint, location?.line])).toEqual([
      ['Did you mean "provider"?', 6],
      ['Did you mean "in"?', 7],
    ]);
  });

  it("is one whose name is not its folder's, whose version is none, or which lacks apply", async () => {
    fixture.write(`${builtIn}/web/role.yml`, "name: wbe\nversion: 1.0.0\ndescription: x\n");
    fixture.write(`${builtIn}/old/role.yml`, "name: old\nversion: 1.0\ndescription: x\n");
    fixture.role(builtIn, "idle");
    rmSync(join(fixture.root, builtIn, "idle/apply"), { recursive: true });

    const messages = (await fixture.host()).broken.map(({ error }) => error.message);

    expect(messages).toEqual([
      'Plugin "idle" (role) has no task apply (apply/index.ts, apply/playbook.yml or apply/tasks/main.yml).',
      'Plugin "old" (role): "version" must be of type string, received 1.',
      `Plugin "web" (role): "name" must equal the folder's name "web", received "wbe".`,
    ]);
  });

  it("is one with a schema and no defaults, or a manifest that cannot be read", async () => {
    fixture.role(builtIn, "half");
    fixture.write(`${builtIn}/half/schema.yml`, "type: object");
    mkdirSync(join(fixture.root, builtIn, "odd/role.yml"), { recursive: true });

    const messages = (await fixture.host()).broken.map(({ error }) => error.message);

    expect(messages[0]).toBe('Plugin "half" (role) has schema.yml but no defaults.yml.');
    expect(messages[1]).toMatch(/^Plugin "odd" \(role\) cannot be read: EISDIR/);
  });

  it("still has its documents known", async () => {
    fixture.role(builtIn, "web", "nonsense: 1");
    fixture.write(`${builtIn}/web/schema.yml`, "type: object");
    fixture.write(`${builtIn}/web/defaults.yml`, "{}");

    expect((await fixture.host()).kinds().map(({ kind }) => kind)).toEqual(["configuration/web"]);
  });

  it("keeps its name from falling back to another plugin", async () => {
    fixture.role(builtIn, "web");
    fixture.role("x", "web", "overide: true");

    const host = await fixture.host({ pluginDirectories: [join(fixture.root, "x")] });

    expect((await failure(() => host.role("web"))).code).toBe("invalid-plugin");
  });
});

describe("the same name twice", () => {
  it("is an error where roles are resolved, and discovery still lists everything", async () => {
    fixture.role(builtIn, "web");
    fixture.role(builtIn, "db");
    fixture.role("x", "web");

    const host = await fixture.host({ pluginDirectories: [join(fixture.root, "x")] });

    expect([...host.roles.keys()]).toEqual(["db"]);
    expect(host.duplicates).toMatchObject([
      { kind: "role", name: "web", directories: [join(fixture.root, builtIn, "web"), join(fixture.root, "x/web")] },
    ]);
    expect((await failure(() => host.requireUnique())).code).toBe("duplicate-plugin");
    expect((await failure(() => host.role("web"))).code).toBe("duplicate-plugin");
  });

  it("replaces the earlier one where the later says override", async () => {
    fixture.role(builtIn, "web");
    fixture.role("x", "web", "override: true");

    const host = await fixture.host({ pluginDirectories: [join(fixture.root, "x")] });

    host.requireUnique();
    expect(host.role("web").directory).toBe(join(fixture.root, "x/web"));
  });

  it("names one directory once, however often it is given", async () => {
    fixture.role("x", "web");
    const path = join(fixture.root, "x");

    const host = await fixture.host({
      pluginDirectories: [path, `${path}/`],
      environment: { LAMBDASTACK_PLUGINS: path },
    });

    expect(host.duplicates).toEqual([]);
  });
});

describe("an unknown name", () => {
  it("is answered with the nearest known one", async () => {
    fixture.role(builtIn, "haproxy");

    const error = await failure(async () => (await fixture.host()).role("haprxy"));

    expect([error.code, error.ending, error.hint]).toEqual(["unknown-role", "invalid", 'Did you mean "haproxy"?']);
  });
});

describe("the cache of manifests", () => {
  const manifests = (): string => join(fixture.root, "home/.cache/lambdastack/manifests.json");
  const manifest = async () => (await fixture.host()).role("web").manifest;

  it("is used while the manifest stays the same, and not after it changed", async () => {
    fixture.role(builtIn, "web", "labels: {kind: old}\n");
    await manifest();
    const kept = readFileSync(manifests(), "utf8");
    fixture.write("home/.cache/lambdastack/manifests.json", kept.replace("old", "kept"));

    expect((await manifest()).labels).toEqual({ kind: "kept" });
    fixture.role(builtIn, "web", "labels: {kind: new}\n");
    expect((await manifest()).labels).toEqual({ kind: "new" });
    expect(statSync(manifests()).mode & 0o777).toBe(0o600);
  });

  it("is not used by another version of the product, and a torn one is no harm", async () => {
    fixture.role(builtIn, "web", "labels: {kind: old}\n");
    await manifest();
    fixture.write("home/.cache/lambdastack/manifests.json", readFileSync(manifests(), "utf8").replace("old", "kept"));
    fixture.write("product/package.json", '{"version": "2.0.0"}');

    expect((await manifest()).labels).toEqual({ kind: "old" });
    fixture.write("home/.cache/lambdastack/manifests.json", '{"edition');
    expect((await manifest()).labels).toEqual({ kind: "old" });
  });

  it("never keeps a broken manifest", async () => {
    fixture.role(builtIn, "web", "nonsense: 1");

    await fixture.host();

    expect((await fixture.host()).broken).toHaveLength(1);
  });
});

describe("a thousand roles", () => {
  it("are all discovered", async () => {
    for (let index = 0; index < 1000; index += 1)
      fixture.role(
        "x",
        `role-${index}`,
        "labels: {kind: sample}\nrequires: {weak: [[{key: name, operator: eq, values: [role-1]}]]}\n",
      );

    const host = await fixture.host({ pluginDirectories: [join(fixture.root, "x")] });

    expect(host.roles.size).toBe(1000);
  }, 30_000);
});
