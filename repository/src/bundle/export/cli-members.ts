import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { productDirectory } from "@lambdastack/core";
import { programText } from "../../programs.ts";
import { cliNotBuilt } from "../errors.ts";
import type { BundleSource } from "../write-bundle.ts";
import { fileMember, textMember } from "./file-member.ts";
import { treeMembers } from "./tree-members.ts";

/** What of the product runs, by its folders. */
const trees = [
  "core/dist",
  "core/documents",
  "infrastructure/dist",
  "infrastructure/providers",
  "repository/dist",
  "repository/os",
  "repository/programs",
  "components/dist",
  "components/plugins",
  "lambdastack/dist",
  "lambdastack/scaffolds",
];
const files = ["package.json", "LICENSE"];
const kind = "tool";

/** The built product with what it loads by path, the program that runs it, and what installs both. */
export async function cliMembers(node: string, product: string = productDirectory()): Promise<BundleSource[]> {
  if (!existsSync(join(product, "lambdastack/dist/cli.cjs"))) throw cliNotBuilt(product);
  const members = [
    textMember(programText("install.sh"), { path: "tools/install.sh", kind }, "755"),
    await fileMember(node, { path: "tools/node/bin/node", kind }),
    ...(await jitiMembers(product)),
  ];
  for (const file of files) {
    if (existsSync(join(product, file)))
      members.push(await fileMember(join(product, file), { path: `tools/cli/${file}`, kind }));
  }
  for (const tree of trees) {
    if (!existsSync(join(product, tree))) continue;
    members.push(
      ...(await treeMembers(join(product, tree), { path: `tools/cli/${tree}`, kind, wanted: neededOf(tree) })),
    );
  }
  return members;
}

/** A scaffold is whole, with its test: it is what `plugin new` writes. */
const neededOf = (tree: string) => (tree === "lambdastack/scaffolds" ? () => true : isNeeded);

/** Tests and what only they read stay here. */
const isNeeded = (path: string): boolean => !/(^|\/)(__golden__|fixtures)\/|\.test\.ts$|\.fixture\.ts$/.test(path);

/** Loads plugins; it reads its own parts by path and is therefore in no bundle of ours. */
async function jitiMembers(product: string): Promise<BundleSource[]> {
  const main = createRequire(join(product, "core", "package.json")).resolve("jiti/package.json");
  return treeMembers(dirname(main), { path: "tools/cli/node_modules/jiti", kind });
}
