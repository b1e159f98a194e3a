import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coreKinds, resolveDocuments } from "../../../core/src/documents/index.ts";
import { createHost, type Host } from "../../../core/src/plugin-host/host.ts";
import type { ProviderContext } from "../../../core/src/providers/provider.ts";
import { fencesOf, markdownFiles, root } from "./markdown-files.ts";
import { filesOf, writePage } from "./written-pages.ts";

const [rolePage, providerPage] = ["docs/write-a-role.md", "docs/write-a-provider.md"] as const;
const [roleFolder, providerFolder] = [writePage(rolePage), writePage(providerPage)];
afterAll(() => {
  for (const folder of [roleFolder, providerFolder]) rmSync(folder, { recursive: true });
});

let host: Host;
beforeAll(async () => {
  const pluginDirectories = [roleFolder, providerFolder];
  host = await createHost({ cwd: root, home: "/dev/null", environment: {}, pluginDirectories });
});

// The tests that the page shows become tests of this file.
await import(join(roleFolder, "redis/redis.test.ts"));

describe(rolePage, () => {
  it("shows a whole role, which the product finds and whose code it loads", async () => {
    expect(host.broken).toEqual([]);
    expect(Object.keys(host.role("redis").tasks).sort()).toEqual(["apply", "test"]);
    expect(typeof (await host.loadTask("redis", "apply"))).toBe("function");
  });

  it("shows an input whose documents resolve", () => {
    expect(resolved(roleFolder).unmet).toEqual([]);
  });

  it("shows every file that its overview lists", () => {
    expect(filesOf(rolePage).map(({ title }) => title)).toEqual([
      "redis/role.yml",
      "redis/schema.yml",
      "redis/defaults.yml",
      "redis/config.ts",
      "redis/apply/index.ts",
      "redis/apply/redis.conf.hbs",
      "redis/requirements.yml",
      "redis/test/index.ts",
      "redis/redis.test.ts",
      "input.yaml",
    ]);
  });
});

describe(providerPage, () => {
  it("shows a provider whose documents resolve", () => {
    expect(resolved(providerFolder).unmet).toEqual([]);
  });

  it("shows code that plans the machines of its example, and records them", async () => {
    const { manifest, componentRoles } = resolved(providerFolder);
    const recorded: unknown[] = [];
    const context = { manifest, componentRoles, record: async (nodes: unknown) => void recorded.push(nodes) };
    const provider = await host.loadProvider("rack");

    const plan = await provider.plan(context as unknown as ProviderContext);
    const machines = await provider.apply(context as unknown as ProviderContext, plan);

    const machine = { name: "demo-postgresql-1", address: "192.0.2.11", roles: ["postgresql", "node-exporter"] };
    expect(machines).toMatchObject([machine]);
    expect(plan.machines.map((planned) => planned.machine)).toEqual(machines);
    expect(recorded).toMatchObject([[{ name: "demo-postgresql-1", privateIP: "192.0.2.11" }]]);
  });
});

it("the TypeScript of every page has no type errors", { timeout: 30_000 }, async () => {
  for (const [index, text] of looseModules().entries()) writeFileSync(join(roleFolder, `loose-${index}.ts`), text);
  const include = [roleFolder, providerFolder].map((folder) => join(folder, "**/*.ts"));
  const configuration = { extends: join(root, "tsconfig.json"), include, exclude: [] };
  writeFileSync(join(roleFolder, "tsconfig.json"), JSON.stringify(configuration));

  const compiler = join(root, "node_modules/.bin/tsc");
  const compiled = promisify(execFile)(compiler, ["-p", join(roleFolder, "tsconfig.json")]);
  const { stdout } = await compiled.catch((error: { stdout: string }) => error);

  expect(stdout).toBe("");
});

/** Blocks that are whole modules; a block with an ellipsis only shows a shape. */
function looseModules(): string[] {
  const blocks = markdownFiles()
    .flatMap(fencesOf)
    .filter(({ language, title }) => language === "ts" && title === undefined);
  return blocks.map(({ text }) => text).filter((text) => /^import /m.test(text) && !text.includes("…"));
}

function resolved(folder: string) {
  return resolveDocuments({
    texts: [{ file: "input.yaml", text: readFileSync(join(folder, "input.yaml"), "utf8") }],
    kinds: [...coreKinds(), ...host.kinds()],
    roles: [...host.roles.values()].map(({ manifest }) => manifest),
    providers: [...host.providers.values()].map(({ manifest }) => manifest),
  });
}
