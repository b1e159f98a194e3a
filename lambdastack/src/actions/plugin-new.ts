import { join, resolve } from "node:path";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import type { ScaffoldKind } from "../scaffold/kinds.ts";
import { writeScaffold } from "../scaffold/write-scaffold.ts";

/** What to do with it next. */
function nextStep(kind: ScaffoldKind, name: string, folder: string): string {
  const verify = `lambdastack plugin verify ${folder}`;
  if (kind !== "container") return `See what it reaches: ${verify}`;
  return `Make its image: podman build --tag localhost/${name}:0.1.0 ${folder}\nThen: ${verify}`;
}

export const pluginNew: Action = async ({ terminal, options, arguments: [name = ""], cwd }) => {
  const directory = String(options.directory);
  const kind = options.kind as ScaffoldKind;
  const files = await writeScaffold({ name, kind, directory: resolve(cwd, directory) });
  const folder = join(directory, name);
  terminal.print([`Wrote ${folder}:`, ...files.map((file) => `  ${file}`)].join("\n"));
  terminal.print(`\n${nextStep(kind, name, folder)}`);
  return { exitCode: exitCodes.done, data: { folder: resolve(cwd, folder), kind, files } };
};
