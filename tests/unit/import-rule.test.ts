import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const checkout = resolve(import.meta.dirname, "../..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "import-rule-"));
  cpSync(join(checkout, "biome.json"), join(folder, "biome.json"));
  spawnSync("git", ["init", "-q"], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the linter says of one file with one import. */
function lint(file: string, imported: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { thing } from "${imported}";\n\nthing();\n`);
  const biome = join(checkout, "node_modules/.bin/biome");
  const { stdout, stderr } = spawnSync(biome, ["lint", file], { cwd: folder, encoding: "utf8" });
  return `${stdout}${stderr}`;
}

describe("the import rule between packages", () => {
  it.each([
    ["core/src/x.ts", "@lambdastack/infrastructure"],
    ["core/src/x.ts", "../../components/src/index.ts"],
    ["infrastructure/src/x.ts", "@lambdastack/components"],
    ["infrastructure/src/x.ts", "../../core/src/index.ts"],
    ["components/src/x.ts", "@lambdastack/infrastructure"],
    ["components/src/x.ts", "@lambdastack/lambdastack"],
    ["components/plugins/web/apply/index.ts", "@lambdastack/components"],
    ["plugins/web/apply/index.ts", "../../../core/src/index.ts"],
    ["infrastructure/providers/x/index.ts", "@lambdastack/lambdastack"],
  ])("keeps %s from importing %s", (file, imported) => {
    expect(lint(file, imported)).toContain("noRestrictedImports");
  });

  it.each([
    ["infrastructure/src/x.ts", "@lambdastack/core"],
    ["components/src/x.ts", "@lambdastack/core/cli"],
    ["lambdastack/src/x.ts", "@lambdastack/components"],
    ["plugins/web/apply/index.ts", "@lambdastack/core/role"],
    ["infrastructure/providers/x/index.ts", "@lambdastack/core"],
    ["infrastructure/providers/x/index.ts", "@lambdastack/infrastructure"],
  ])("lets %s import %s", (file, imported) => {
    expect(lint(file, imported)).not.toContain("noRestrictedImports");
  });
});
