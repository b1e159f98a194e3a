import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openHost } from "./open-plugins.ts";
import { openWorkspace } from "./open-workspace.ts";
import { settings } from "./settings.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What stands against a cluster with the component, where a directory holds one role that cannot be read. */
async function unmetOf(component: string) {
  const folder = mkdtempSync(join(tmpdir(), "workspace-"));
  folders.push(folder);
  mkdirSync(join(folder, "roles/crew/apply"), { recursive: true });
  writeFileSync(join(folder, "roles/crew/role.yml"), "name: crew\nversion: 1.0.0\nlabels:\n  short: crew\n");
  writeFileSync(join(folder, "roles/crew/apply/index.ts"), "export default () => [];\n");
  const cluster = `kind: lambdastack-cluster
name: default
provider: any
specification:
  name: demo
  admin_user:
    name: ops
  components:
    ${component}:
      count: 1
`;
  writeFileSync(join(folder, "input.yaml"), cluster);
  const given = settings({ cwd: folder, home: folder, plugins: ["roles"] });
  const { unmet } = await openWorkspace({ settings: given, host: await openHost(given), files: ["input.yaml"] });
  return unmet.map(({ message }) => message).join("\n");
}

describe("documents that need a role", () => {
  it("are told of one that is there and cannot be read", async () => {
    expect(await unmetOf("crew")).toContain('Plugin "crew" (role): "description" is missing.');
  });

  it("are not told of it where they need none", async () => {
    expect(await unmetOf("repository")).not.toContain("crew");
  });
});
