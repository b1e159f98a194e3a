import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PinSources, pinnedVersions } from "./pinned-versions.ts";
import { settings } from "./settings.ts";

const cluster = "kind: lambdastack-cluster\nname: default\nspecification: {name: demo}\n";
const mapping = (...roles: string[]) =>
  `---\nkind: configuration/feature-mapping\nname: default\nspecification:\n  roles_mapping: {lb: [${roles.map((role) => JSON.stringify(role)).join(", ")}]}\n`;

describe("versions that a run is bound to", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pins-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const pins = ({ build, ...more }: Partial<Omit<PinSources, "settings">> & { build?: string }) =>
    pinnedVersions({ settings: settings({ cwd: folder, ...(build && { build }) }), files: [], ...more });

  it("are those of the mappings, whichever way the role is spelled; all other roles are of their latest", async () => {
    write("input.yaml", cluster + mapping("haproxy@1.2.0", "node_exporter@2.0.0-rc.1", "cache@latest", "db"));

    expect(await pins({ files: ["input.yaml"] })).toEqual({ haproxy: "1.2.0", "node-exporter": "2.0.0-rc.1" });
  });

  it("are those of roles that were added, in the folder that is named or is the cluster's", async () => {
    write("input.yaml", cluster);
    write("build/demo/config/added-roles.yml", "lb: [haproxy@1.2.0]\n");
    write("build/other/config/added-roles.yml", "lb: [haproxy@9.9.9]\n");

    expect(await pins({ files: ["input.yaml"] })).toEqual({ haproxy: "1.2.0" });
    expect(await pins({ build: "build/other" })).toEqual({ haproxy: "9.9.9" });
  });

  it("give way to the command line where they were added, and may be lifted by it", async () => {
    write("build/demo/config/added-roles.yml", "lb: [haproxy@1.2.0]\n");

    expect(await pins({ build: "build/demo", role: "haproxy@1.3.0" })).toEqual({ haproxy: "1.3.0" });
    expect(await pins({ build: "build/demo", role: "haproxy@latest" })).toEqual({});
    expect(await pins({ build: "build/demo", role: "haproxy" })).toEqual({ haproxy: "1.2.0" });
  });

  it("are one of a role in a cluster", async () => {
    write("input.yaml", cluster + mapping("haproxy@1.2.0"));

    await expect(pins({ files: ["input.yaml"], role: "haproxy@1.3.0" })).rejects.toMatchObject({
      code: "several-versions",
      message: "The role haproxy is asked for in the versions 1.2.0 and 1.3.0.",
      ending: "invalid",
    });
  });

  it("are none where documents cannot be read, which resolving tells", async () => {
    write("input.yaml", "kind: [@1\n");

    expect(await pins({ files: ["input.yaml", "missing.yaml"] })).toEqual({});
  });
});
