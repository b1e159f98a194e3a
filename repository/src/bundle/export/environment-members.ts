import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildFolder, manifestToYaml, type Workspace } from "@lambdastack/core";
import type { BundleSource } from "../write-bundle.ts";
import { fileMember, textMember } from "./file-member.ts";
import { treeMembers } from "./tree-members.ts";

/** What of a build folder is no secret and of use elsewhere. Anything not named here stays where it is. */
const carried = (folder: BuildFolder) => ({
  files: [folder.marker, folder.manifest, folder.inventory, folder.state, folder.outputs, folder.secretsIndex],
  names: ["repository.yml"],
  trees: [folder.config, folder.applied],
});

const kind = "environment";

/** The documents as they were resolved, with references in place of secrets, and the build folder without its secrets and keys. */
export async function environmentMembers({ manifest, folder }: Workspace): Promise<BundleSource[]> {
  const { files, names, trees } = carried(folder);
  const members = [textMember(manifestToYaml(manifest), { path: "environment/documents.yml", kind })];
  for (const file of [...files, ...names.map((name) => join(folder.root, name))]) {
    if (existsSync(file)) members.push(await fileMember(file, place(folder, file)));
  }
  for (const tree of trees) if (existsSync(tree)) members.push(...(await treeMembers(tree, place(folder, tree))));
  return members;
}

const place = ({ root }: BuildFolder, path: string) => ({
  path: `environment/build/${path.slice(root.length + 1)}`,
  kind: kind as typeof kind,
});

/** Every secret that the documents or the build folder know, for looking that none went along. */
export function knownSecrets({ givenSecrets, folder }: Workspace): string[] {
  const files = existsSync(folder.secrets) ? readdirSync(folder.secrets, { withFileTypes: true }) : [];
  const stored = files
    .filter((one) => one.isFile())
    .map(({ name }) => readFileSync(join(folder.secrets, name), "utf8"));
  return [...Object.values(givenSecrets), ...stored].flatMap((text) => [text, text.trim()]);
}
