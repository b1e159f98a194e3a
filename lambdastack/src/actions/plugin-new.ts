import { join, resolve } from "node:path";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import type { ScaffoldKind } from "../scaffold/kinds.ts";
import { writeScaffold } from "../scaffold/write-scaffold.ts";

/** What to do with it next. */
const next: Partial<Record<ScaffoldKind, (name: string, folder: string) => string>> = {
  ts: (_name, folder) => `See what it reaches: lambdastack plugin verify ${folder}`,
  container: (name, folder) =>
    `Make its image: podman build --tag localhost/${name}:0.1.0 ${folder}\nThen: lambdastack plugin verify ${folder}`,
};

export const pluginNew: Action = async ({ terminal, options, arguments: [name = ""], cwd }) => {
  const directory = String(options.directory);
  const kind = options.kind as ScaffoldKind;
  const files = await writeScaffold({ name, kind, directory: resolve(cwd, directory) });
  const folder = join(directory, name);
  terminal.print([`Wrote ${folder}:`, ...files.map((file) => `  ${file}`)].join("\n"));
  const hint = next[kind]?.(name, folder);
  if (hint !== undefined) terminal.print(`\n${hint}`);
  return { exitCode: exitCodes.done, data: { folder: resolve(cwd, folder), kind, files } };
};
