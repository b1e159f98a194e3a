import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PluginFixture, pluginFixture } from "../plugin-host/plugin-fixture.ts";
import { runInit } from "./run-init.ts";

let fixture: PluginFixture;
beforeEach(() => {
  fixture = pluginFixture();
});
afterEach(() => fixture.remove());

async function run(body?: string) {
  fixture.role("product/components/plugins", "web");
  if (body !== undefined)
    fixture.write(
      "product/components/plugins/web/init/index.ts",
      `export default ({ state, defaults }: any) => ${body};`,
    );
  return runInit(await fixture.host(), "web", { state: undefined, defaults: { port: 80 } });
}

describe("runInit", () => {
  it("gives what the role computes, and nothing without an init", async () => {
    expect(await run()).toEqual([]);
    fixture.remove();
    fixture = pluginFixture();

    expect(await run(`[{ key: "a.b", value: [defaults.port, state === undefined], from: "x" }]`)).toEqual([
      { key: "a.b", value: [80, true], from: "x" },
    ]);
  });

  it.each([
    ["{}", "it must return a list"],
    ['[{ key: "a", value: 1, from: "x" }, { key: "a", value: 1 }]', "item 1 must be { key, value, from }"],
    ['[{ key: "a b", value: 1, from: "x" }]', "item 0 must be"],
    ['[{ key: "a", value: 1, from: "x\\ny" }]', "item 0 must be"],
    ['[{ key: "a", value: 1, from: "x" }, { key: "a", value: 2, from: "y" }]', "it computes a twice"],
    ["{ throw new Error('not today'); }", 'Plugin "web", init: not today'],
    ["process.exit(0)", "it would end the whole process"],
  ])("names the role that answers %s", async (body, message) => {
    await expect(run(body)).rejects.toThrow(message);
  });
});
