import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyTask, type PluginFixture, pluginFixture } from "./plugin-fixture.ts";

const builtIn = "product/components/plugins";

describe("versions of a role side by side", () => {
  let fixture: PluginFixture;
  beforeEach(() => {
    fixture = pluginFixture();
  });
  afterEach(() => fixture.remove());

  const version = (number: string, folder: string, more = "") => {
    fixture.write(
      `${builtIn}/${folder}/role.yml`,
      `name: proxy\nversion: ${number}\ndescription: Version ${number}.\n${more}`,
    );
    fixture.write(`${builtIn}/${folder}/apply/index.ts`, emptyTask);
  };
  const meant = async (pins = {}) => (await fixture.host({ pins })).role("proxy").manifest.version;

  it("are one role, of the latest version, whatever its folder is called", async () => {
    version("1.9.0", "proxy");
    version("1.10.0", "proxy@1.10.0");
    version("2.0.0-rc.1", "proxy@2.0.0-rc.1");

    const host = await fixture.host();

    expect(host.role("proxy").manifest.version).toBe("1.10.0");
    expect(host.versions.get("proxy")?.map(({ manifest }) => manifest.version)).toEqual([
      "1.10.0",
      "1.9.0",
      "2.0.0-rc.1",
    ]);
    expect(host.duplicates).toEqual([]);
  });

  it("are of the one that is asked for, with its own schema", async () => {
    version("1.0.0", "proxy");
    version("1.1.0", "proxy@1.1.0");
    for (const file of ["schema.yml", "defaults.yml"])
      fixture.write(`${builtIn}/proxy@1.1.0/${file}`, "type: object\n");

    const kinds = async (pins: Record<string, string>) =>
      (await fixture.host({ pins })).kinds().filter(({ owner }) => owner === "role proxy").length;

    expect(await meant({ proxy: "1.0.0" })).toBe("1.0.0");
    expect([await kinds({ proxy: "1.0.0" }), await kinds({})]).toEqual([0, 1]);
  });

  it("do not hold one that is not there", async () => {
    version("1.0.0", "proxy");
    version("1.1.0", "proxy@1.1.0");
    const host = await fixture.host({ pins: { proxy: "3.0.0" } });

    expect(() => host.roleAt({ name: "proxy", version: "3.0.0" })).toThrow(
      expect.objectContaining({ code: "unknown-version", hint: "There are 1.1.0, 1.0.0.", ending: "invalid" }),
    );
  });

  it("are named with what is wrong with them: a version other than the folder's, or none that can be read", async () => {
    version("1.0.0", "proxy");
    version("1.2.0", "proxy@1.1.0");
    const mixed = await fixture.host();
    fixture.write(`${builtIn}/proxy/role.yml`, "name: [\n");
    const torn = await fixture.host();

    expect(mixed.broken.map(({ name, error }) => [name, error.message])).toEqual([
      ["proxy@1.1.0", 'Plugin "proxy" (role) is of version 1.2.0 in a folder for 1.1.0.'],
    ]);
    expect(torn.roles.has("proxy")).toBe(false);
  });

  it("in two directories are a name used twice, as ever", async () => {
    version("1.0.0", "proxy");
    fixture.write("outside/proxy@2.0.0/role.yml", "name: proxy\nversion: 2.0.0\ndescription: x\n");
    fixture.write("outside/proxy@2.0.0/apply/index.ts", emptyTask);
    const host = await fixture.host({ pluginDirectories: [`${fixture.root}/outside`] });

    expect(host.duplicates.map(({ name }) => name)).toEqual(["proxy"]);
  });
});
