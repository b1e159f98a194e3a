import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resourceBuilders } from "../resources/builders.ts";
import { type PluginFixture, pluginFixture } from "./plugin-fixture.ts";
import type { TaskName } from "./role.ts";
import type { TaskContext } from "./task.ts";

const web = "product/components/plugins/web";
const playbook = "- hosts: web\n";
const context = { resource: resourceBuilders } as unknown as TaskContext;

describe("a task written for Ansible", () => {
  let fixture: PluginFixture;
  beforeEach(() => {
    fixture = pluginFixture();
    fixture.write(`${web}/role.yml`, "name: web\nversion: 1.0.0\ndescription: A page.\n");
  });
  afterEach(() => fixture.remove());

  const resourcesOf = async (task: TaskName) => {
    const host = await fixture.host();
    const resources = await (await host.loadTask("web", task))(context);
    return resources.map(({ type, props }) => `${type}:${String(props.name)}`);
  };

  it.each([
    ["apply/playbook.yml", "test/tasks/main.yml"],
    ["apply/tasks/main.yml", "test/playbook.yml"],
    ["resources/project/entrypoint.yml", "test/playbook.yml"],
  ])("is %s or %s, for which the engine brings Python", async (apply, test) => {
    fixture.write(`${web}/${apply}`, playbook);
    fixture.write(`${web}/${test}`, playbook);

    const { tasks } = (await fixture.host()).role("web");

    expect([tasks.apply, tasks.test].map((file) => file?.split("plugins/web/")[1])).toEqual([apply, test]);
    expect(await resourcesOf("apply")).toEqual(["package:python3"]);
    expect(await resourcesOf("test")).toEqual([]);
  });

  it("may be backup and restore, of which the engine moves the files", async () => {
    for (const file of ["apply/playbook.yml", "backup/tasks/main.yml", "restore/playbook.yml"])
      fixture.write(`${web}/${file}`, playbook);

    expect([await resourcesOf("backup"), await resourcesOf("restore")]).toEqual([
      ["dump:files.tar.gz"],
      ["load:files.tar.gz"],
    ]);
  });

  it("may stand beside apply in TypeScript, which then brings Python once", async () => {
    fixture.write(`${web}/test/playbook.yml`, playbook);
    fixture.write(
      `${web}/apply/index.ts`,
      `export default ({ resource }: any) => [resource.package({ name: "nginx" })];`,
    );

    expect(await resourcesOf("apply")).toEqual(["package:python3", "package:nginx"]);
  });

  it("gives way to index.ts in the same folder", async () => {
    fixture.write(`${web}/apply/playbook.yml`, playbook);
    fixture.write(`${web}/apply/index.ts`, "export default () => [];");

    expect((await fixture.host()).role("web").tasks.apply).toMatch(/index\.ts$/);
  });

  it.each(["scale", "upgrade"])("cannot be %s", async (task) => {
    fixture.write(`${web}/apply/playbook.yml`, playbook);
    fixture.write(`${web}/${task}/playbook.yml`, playbook);

    const [broken] = (await fixture.host()).broken;

    expect(broken?.error).toMatchObject({ code: "ansible-task-unsupported", ending: "invalid" });
    expect(broken?.error.hint).toContain(`write ${task}/index.ts`);
  });
});
