import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StackError } from "../errors/stack-error.ts";
import type { Machine } from "../machines/machine.ts";
import { resourceBuilders } from "../resources/builders.ts";
import type { Resource } from "../resources/resource.ts";
import { type ComponentsHooks, createComponentsHooks, createInfrastructureHooks, runTask } from "./hooks.ts";
import type { Host } from "./host.ts";
import { type PluginFixture, pluginFixture } from "./plugin-fixture.ts";
import type { TaskContext } from "./task.ts";

const builtIn = "product/components/plugins";
let fixture: PluginFixture;
beforeEach(() => {
  fixture = pluginFixture();
});
afterEach(() => fixture.remove());

const context = { config: { port: 80 }, resource: resourceBuilders } as unknown as TaskContext;
const apply = (role: string) => ({ role, task: "apply" as const, context });
const path = (...parts: string[]): string => join(fixture.root, builtIn, ...parts);

/** A role `web` with the given apply task, and a role `extra` with the given plugin.ts. */
async function withCode(task: string, plugin?: string): Promise<{ host: Host; hooks: ComponentsHooks }> {
  fixture.role(builtIn, "web");
  fixture.role(builtIn, "extra");
  fixture.write(`${builtIn}/web/apply/index.ts`, task);
  if (plugin !== undefined) fixture.write(`${builtIn}/extra/plugin.ts`, plugin);
  const host = await fixture.host();
  return { host, hooks: createComponentsHooks(host) };
}

const failure = async (run: () => unknown): Promise<StackError> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  return expect.fail("no error was thrown");
};

const typescriptTask = `import { defineTask, type TaskContext } from "@lambdastack/core/role";
import { port, type Port } from "./port.ts";

interface Config { port: number }

export default defineTask<Config>(({ config, resource }) => {
  const found: Port = port(config.port);
  return [resource.file({ path: "/etc/web", content: String(found) })];
});
`;
const portModule = "export type Port = number;\nexport const port = (given: number): Port => given + 1;\n";

describe("a task", () => {
  it("in TypeScript runs without a build, and its resources know their plugin and folder", async () => {
    const { hooks } = await withCode(typescriptTask);
    fixture.write(`${builtIn}/web/apply/port.ts`, portModule);

    const resources = await runTask(hooks, apply("web"));

    expect(resources).toEqual([
      { type: "file", props: { path: "/etc/web", content: "81" }, plugin: "web", base: path("web/apply") },
    ]);
  });

  it("leaves its compiled form only in the user's own cache folder", async () => {
    const { host } = await withCode(typescriptTask);
    fixture.write(`${builtIn}/web/apply/port.ts`, portModule);

    await host.loadTask("web", "apply");

    const cache = join(fixture.root, "home/.cache/lambdastack/jiti");
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it("is not taken from a cache folder that others can write to", async () => {
    const { host } = await withCode(webTask);
    const cache = join(fixture.root, "home/.cache/lambdastack/jiti");
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o777);

    await host.loadTask("web", "apply");

    expect(readdirSync(cache)).toEqual([]);
  });

  it("in JavaScript works as well, as an ES module and as CommonJS", async () => {
    fixture.role(builtIn, "web");
    fixture.write(`${builtIn}/web/test/index.mjs`, "export default () => [{ type: 'port', props: { port: 1 } }];");
    fixture.write(`${builtIn}/web/backup/index.cjs`, "module.exports = () => [{ type: 'port', props: { port: 2 } }];");
    const hooks = createComponentsHooks(await fixture.host());

    const test = await runTask(hooks, { role: "web", task: "test", context });
    const backup = await runTask(hooks, { role: "web", task: "backup", context });

    expect([...test, ...backup].map(({ props }) => props)).toEqual([{ port: 1 }, { port: 2 }]);
  });

  it("throws the same error class as the host, with its code, ending and hint kept", async () => {
    const { hooks } = await withCode(
      `import { StackError } from "@lambdastack/core/role";
export default () => {
  throw new StackError("port-taken", "Port 80 is taken.", { ending: "refused", hint: "Take another." });
};`,
    );

    const error = await failure(() => runTask(hooks, apply("web")));

    expect([error.code, error.ending, error.hint]).toEqual(["port-taken", "refused", "Take another."]);
    expect(error.message).toBe('Plugin "web", task apply: Port 80 is taken.');
  });

  it("that is no TypeScript is reported with plugin, file, line and column", async () => {
    const { host } = await withCode("const ok = 1;\nexport default (: string) => [];\n");

    const error = await failure(() => host.loadTask("web", "apply"));

    expect(error.code).toBe("plugin-not-loadable");
    expect(error.message).toMatch(/^Plugin "web", task apply: ParseError: Unexpected token/);
    expect(error.location).toEqual({
      file: path("web/apply/index.ts"),
      line: 2,
      column: 16,
      sourceLine: "export default (: string) => [];",
    });
  });

  it("that fails while loading, or imports what is not there, is reported with its line", async () => {
    fixture.role(builtIn, "lost");
    fixture.write(
      `${builtIn}/lost/apply/index.ts`,
      '\nimport { nothing } from "./nothing.ts";\nexport default () => nothing;\n',
    );
    const { host } = await withCode("interface Config { a: string }\n\n\nthrow new Error('too early');\n");

    const early = await failure(() => host.loadTask("web", "apply"));
    const lost = await failure(() => host.loadTask("lost", "apply"));

    expect([early.message, early.location?.line]).toEqual(['Plugin "web", task apply: too early', 4]);
    expect([lost.message, lost.location?.line]).toEqual([
      `Plugin "lost", task apply: Cannot find module './nothing.ts'`,
      2,
    ]);
  });

  it.each([
    ["export const apply = () => [];", "received object"],
    ["export default 5;", "received number"],
  ])("must be a default-exported function: %s", async (code, received) => {
    const { host } = await withCode(code);

    expect((await failure(() => host.loadTask("web", "apply"))).message).toBe(
      `Plugin "web", task apply: the default export must be a function (defineTask), ${received}.`,
    );
  });

  it("that throws names plugin, task, file and line", async () => {
    const { hooks } = await withCode(`interface Config {
  deep: { port: number };
}

export default ({ config }: { config: Config }) => {
  return [config.deep.port];
};
`);

    const error = await failure(() => runTask(hooks, apply("web")));

    expect(error.code).toBe("plugin-failed");
    expect(error.message).toMatch(/^Plugin "web", task apply: Cannot read properties of undefined/);
    expect(error.location).toMatchObject({ file: path("web/apply/index.ts"), line: 6 });
  });

  it.each([
    ["undefined", "it must return a list of resources, received nothing."],
    ["({})", "it must return a list of resources, received an object."],
    ["[5]", "resource 1 of 1 must be an object made by resource.<type>(…), received a number."],
    ["[{ props: {} }]", 'resource 1 of 1 has no "type".'],
    ["[{ type: 'file' }]", 'resource 1 of 1 (file) has no "props".'],
    [
      "[{ type: 'file', props: {}, ensure: 'gone' }]",
      'resource 1 of 1 (file) has ensure: "gone"; it must be present or absent.',
    ],
    ["[{ type: 'file', props: {}, path: '/x' }]", 'resource 1 of 1 (file) has the unknown field "path".'],
    [
      "[{ type: 'file', props: { f: () => 1 } }]",
      "resource 1 of 1 has a function at props.f; only plain data is allowed.",
    ],
    [
      "[{ type: 'file', props: { a: [new Date(0)] } }]",
      "resource 1 of 1 has a Date at props.a.0; only plain data is allowed.",
    ],
    ["[{ type: 'file', props: { n: 1n } }]", "resource 1 of 1 has a bigint at props.n; only plain data is allowed."],
    [
      "(() => { const p: any = {}; p.p = p; return [{ type: 'file', props: p }]; })()",
      "resource 1 of 1 contains itself",
    ],
  ])("must return resources of plain data: %s", async (result, problem) => {
    const { hooks } = await withCode(`export default () => ${result};`);

    const error = await failure(() => runTask(hooks, apply("web")));

    expect(error.code).toBe("wrong-plugin-result");
    expect(error.message).toContain(`Plugin "web", task apply: ${problem}`);
  });

  it("that the role does not have is an error that lists what it has", async () => {
    const { host } = await withCode("export default () => [];");

    const error = await failure(() => host.loadTask("web", "backup"));

    expect(error.message).toBe('The role "web" has no task "backup"; it has apply.');
  });
});

const addsResource = `import { definePlugin } from "@lambdastack/core/role";
export default definePlugin({
  name: "extra",
  components(hooks) {
    hooks.task.for("web.apply").tap("add a banner", (resources, { resource }) => [
      ...resources,
      resource.file({ path: "/etc/banner", template: "banner.hbs" }),
    ]);
  },
});
`;
const webTask = "export default () => [{ type: 'package', props: { name: 'nginx' } }];";
const tapping = (tap: string): string => `export default ({ components: hooks }) => { ${tap} };`;

describe("a plugin", () => {
  it("adds a resource to another's role, after the role's own and marked as its own", async () => {
    const { host, hooks } = await withCode(webTask, addsResource);

    await host.loadPlugins({ components: hooks });

    expect(await runTask(hooks, apply("web"))).toEqual([
      { type: "package", props: { name: "nginx" }, plugin: "web", base: path("web/apply") },
      { type: "file", props: { path: "/etc/banner", template: "banner.hbs" }, plugin: "extra", base: path("extra") },
    ]);
  });

  it("does not run before it is asked to", async () => {
    const { hooks } = await withCode(webTask, "throw new Error('ran');");

    expect(await runTask(hooks, apply("web"))).toHaveLength(1);
  });

  it("may tap asynchronously, with a callback, and leave the list as it is", async () => {
    const { host, hooks } = await withCode(
      webTask,
      tapping(`
        const task = hooks.task.for("web.apply");
        task.tap("leave", () => undefined);
        task.tapPromise("promise", async (list) => [...list, { type: "port", props: { port: 1 } }]);
        task.tapAsync("callback", (list, context, done) => done(null, [...list, { type: "port", props: { port: 2 } }]));
        task.tap("promise in a plain tap", async (list) => [...list, { type: "port", props: { port: 3 } }]);`),
    );
    await host.loadPlugins({ components: hooks });

    const resources = await runTask(hooks, apply("web"));

    expect(resources.map(({ props }) => props)).toEqual([{ name: "nginx" }, { port: 1 }, { port: 2 }, { port: 3 }]);
  });

  it("that throws in a hook is named with the hook, the tap and the line", async () => {
    const { host, hooks } = await withCode(
      webTask,
      `export default ({ components }) => {
  components.beforeTask.tap("ask the pager", () => {
    throw new Error("nobody is on call");
  });
};`,
    );
    await host.loadPlugins({ components: hooks });
    const machine = { name: "demo-web-1" } as Machine;

    const error = await failure(() => hooks.beforeTask.promise({ role: "web", task: "apply", machine }));

    expect(error.message).toBe('Plugin "extra", hook beforeTask, tap "ask the pager": nobody is on call');
    expect(error.location).toMatchObject({ file: path("extra/plugin.ts"), line: 3 });
  });

  it("that gives anything but resources is refused by name", async () => {
    const { host, hooks } = await withCode(
      webTask,
      tapping(`hooks.task.for("web.apply").tap("spoil", () => [{ type: "file", props: { f: Symbol("x") } }]);`),
    );
    await host.loadPlugins({ components: hooks });

    const error = await failure(() => runTask(hooks, apply("web")));

    expect(error.message).toContain('Plugin "extra", hook task web.apply, tap "spoil": resource 1 of 1 has a symbol');
  });

  it("cannot change what others have declared but by returning another list", async () => {
    const { host, hooks } = await withCode(
      webTask,
      `"use strict"; ${tapping(`hooks.task.for("web.apply").tap("push", (list) => { list.push({}); });`)}`,
    );
    await host.loadPlugins({ components: hooks });

    expect((await failure(() => runTask(hooks, apply("web")))).message).toContain('tap "push"');
  });

  it("that never settles ends with an error after its time limit", async () => {
    const { host, hooks } = await withCode(
      webTask,
      tapping(
        `hooks.task.for("web.apply").tapPromise({ name: "wait", timeLimit: 0.05 }, () => new Promise(() => {}));`,
      ),
    );
    await host.loadPlugins({ components: hooks });

    const error = await failure(() => runTask(hooks, apply("web")));

    expect([error.code, error.ending]).toEqual(["plugin-time-limit", "failed"]);
    expect(error.message).toBe('Plugin "extra", hook task web.apply, tap "wait": not finished after 0.05 s.');
  });

  it("must name its taps", async () => {
    const { host, hooks } = await withCode(webTask, tapping(`hooks.afterTask.tap("", () => {});`));

    const error = await failure(() => host.loadPlugins({ components: hooks }));

    expect(error.message).toBe('Plugin "extra", plugin.ts: Missing name for tap');
    expect(error.location?.file).toBe(path("extra/plugin.ts"));
  });

  it("brings resource types of its own", async () => {
    const { host, hooks } = await withCode(
      webTask,
      `import { definePlugin, defineResourceType } from "@lambdastack/core/role";
export default definePlugin({ name: "extra", resourceTypes: [defineResourceType({ name: "queue" } as never)] });`,
    );

    expect(await host.loadPlugins({ components: hooks })).toEqual([{ name: "queue" }]);
  });

  it("taps only the packages at work, and every error of every plugin is told at once", async () => {
    fixture.role(builtIn, "alpha");
    fixture.write(`${builtIn}/alpha/plugin.ts`, "export default 5;");
    const { host } = await withCode(webTask, "export default (: string) => 1;");

    const error = await failure(() => host.loadPlugins({ infrastructure: createInfrastructureHooks() }));

    expect(error.problems.map(({ code }) => code)).toEqual(["wrong-export", "plugin-not-loadable"]);
  });

  it("changes documents before they are resolved, and only into documents", async () => {
    const { host, hooks } = await withCode(
      webTask,
      tapping(`
        hooks.resolve.tap("add", (documents) => [...documents, { kind: "configuration/web", name: "x", version: "1.0.0", specification: {} }]);
        hooks.resolve.tap({ name: "break", stage: 1 }, (documents) => documents.length > 1 ? [{ kind: "x" }] : undefined);`),
    );
    await host.loadPlugins({ components: hooks });

    const error = await failure(() =>
      hooks.resolve.promise([{ kind: "c", name: "d", version: "1.0.0", specification: {} }]),
    );

    expect(error.message).toContain('tap "break": document 1 of 1 must have a "kind" and a "specification".');
  });
});

describe("a provider", () => {
  const methods = ["plan", "apply", "planDestroy", "destroy", "analyse", "status", "access"];
  const provider = (name: string, code: string): void => {
    fixture.write(`x/${name}/provider.yml`, `name: ${name}\nversion: 1.0.0\ndescription: A cloud.\n`);
    fixture.write(`x/${name}/index.ts`, code);
  };
  const host = (modules?: Record<string, object>): Promise<Host> =>
    fixture.host({ pluginDirectories: [join(fixture.root, "x")], ...(modules ? { modules } : {}) });

  it("is loaded when asked for, with the modules that the host was given", async () => {
    provider(
      "cloud",
      `import { defineProvider } from "@lambdastack/core/role";
import { answer } from "@lambdastack/core";
export default defineProvider({ ${methods.map((method) => `${method}: () => answer`).join(", ")} });`,
    );

    const loaded = await (await host({ "@lambdastack/core": { answer: 42 } })).loadProvider("cloud");

    expect(loaded.access({} as never)).toBe(42);
  });

  it("must have every method", async () => {
    provider("cloud", "export default { plan() {} };");

    expect((await failure(async () => (await host()).loadProvider("cloud"))).code).toBe("wrong-export");
  });

  it("may have tools, which are loaded without its other code", async () => {
    provider("cloud", "throw new Error('not wanted');");
    provider("bare", "export default {};");
    fixture.write(
      "x/cloud/tools.ts",
      'import { defineTools } from "@lambdastack/core/role";\nexport default defineTools(async () => undefined);',
    );

    const found = await host();

    expect(await found.loadTools("cloud")).toBeTypeOf("function");
    expect(await found.loadTools("bare")).toBeUndefined();
    fixture.write("x/bare/tools.ts", "export default 1;");
    expect((await failure(() => found.loadTools("bare"))).code).toBe("wrong-export");
  });

  it("can be wrapped by a plugin", async () => {
    const hooks = createInfrastructureHooks();
    hooks.provider.tap("wrap", (inner) => ({ ...inner, access: () => ({ user: "wrapped", keyPath: "" }) }));

    const wrapped = await hooks.provider.promise({} as never, { name: "cloud" });

    expect(wrapped.access({} as never).user).toBe("wrapped");
  });
});

describe("hooks", () => {
  it("are frozen", async () => {
    const { hooks } = await withCode(webTask);

    expect(() => Object.assign(hooks, { task: undefined })).toThrow(TypeError);
  });

  it("give each machine its own resources", async () => {
    const { hooks } = await withCode(
      "export default ({ config, resource }) => [resource.port({ port: config.port })];",
    );
    const on = (port: number): Promise<readonly Resource[]> =>
      runTask(hooks, { role: "web", task: "apply", context: { ...context, config: { port } } as TaskContext });

    const [first, second] = await Promise.all([on(1), on(2)]);

    expect([first?.[0]?.props, second?.[0]?.props]).toEqual([{ port: 1 }, { port: 2 }]);
  });
});
