import { join, resolve } from "node:path";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import type { ScaffoldKind } from "../scaffold/kinds.ts";
import { writeScaffold } from "../scaffold/write-scaffold.ts";

export const pluginNew: Action = async ({ terminal, options, arguments: [name = ""], cwd }) => {
  const directory = String(options.directory);
  const kind = options.kind as ScaffoldKind;
  const files = await writeScaffold({ name, kind, directory: resolve(cwd, directory) });
  const folder = join(directory, name);
  terminal.print([`Wrote ${folder}:`, ...files.map((file) => `  ${file}`)].join("\n"));
  if (kind !== "container") terminal.print(`\nSee what it reaches: lambdastack plugin verify ${folder}`);
  return { exitCode: exitCodes.done, data: { folder: resolve(cwd, folder), kind, files } };
};
