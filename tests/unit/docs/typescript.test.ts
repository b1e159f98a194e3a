import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { fencesOf, markdownFiles, root } from "./markdown-files.ts";
import { writePage } from "./written-pages.ts";

const folders = ["docs/write-a-role.md", "docs/write-a-provider.md"].map(writePage);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

it("the TypeScript of every page has no type errors", async () => {
  const [folder = ""] = folders;
  for (const [index, text] of loose().entries()) writeFileSync(join(folder, `loose-${index}.ts`), text);
  const configuration = {
    extends: join(root, "tsconfig.json"),
    include: folders.map((one) => join(one, "**/*.ts")),
    exclude: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration));

  const compiler = join(root, "node_modules/.bin/tsc");
  const { stdout } = await promisify(execFile)(compiler, ["-p", join(folder, "tsconfig.json")]).catch((error) => error);

  expect(stdout).toBe("");
}, 30_000);

/** Blocks that are whole modules; a block with an ellipsis or a name from around it only shows a shape. */
function loose(): string[] {
  const blocks = markdownFiles()
    .flatMap(fencesOf)
    .filter(({ language, title }) => language === "ts" && title === undefined);
  return blocks.map(({ text }) => text).filter((text) => /^import /m.test(text) && !text.includes("…"));
}
