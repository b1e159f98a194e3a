import { resolve } from "node:path";
import {
  clusterName,
  filesOf,
  manifestToYaml,
  renderError,
  renderWarning,
  settingsOf,
  writeFileAtomic,
} from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { LambdaStack } from "../lambdastack.ts";

export const validate: Action = async (invocation) => {
  const { terminal, options, cwd } = invocation;
  const workspace = await new LambdaStack(settingsOf(invocation)).open({ files: filesOf(invocation) });
  const { manifest, warnings, unmet } = workspace;
  for (const warning of warnings) terminal.note(renderWarning(warning, terminal));
  for (const problem of unmet)
    terminal.note(renderError(problem, terminal).replace(/error/, "warning (plan refuses this)"));
  if (typeof options.output === "string") await writeFileAtomic(resolve(cwd, options.output), manifestToYaml(manifest));
  const count = warnings.length + unmet.length;
  terminal.print(`${clusterName(manifest)}: ${manifest.documents.length} documents, ${count} warnings, no errors.`);
  return {
    exitCode: exitCodes.done,
    data: {
      cluster: clusterName(manifest),
      documents: manifest.documents.map(({ kind, name }) => ({ kind, name })),
      warnings,
      unmet: unmet.map(({ code, message, hint, location }) => ({ code, message, hint, location })),
    },
  };
};
