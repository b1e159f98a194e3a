import { resolve } from "node:path";
import { Components } from "@lambdastack/components";
import { filesOf, influencedText, type Narrowing, readSavedPlan, type Settings, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation } from "@lambdastack/core/cli";
import { type ApplyInput, LambdaStack } from "../lambdastack.ts";
import { appliedResult } from "./applied-result.ts";

export const apply: Action = async (invocation) => {
  const { settings, input } = await inputOf(invocation);
  if (invocation.options.infra === false) return applyRolesOnly(invocation, settings, input);
  return appliedResult(invocation, await new LambdaStack(settings).apply(input));
};

async function applyRolesOnly({ terminal }: Invocation, settings: Settings, { files }: ApplyInput) {
  const applied = await new Components(settings).apply(files ? { files } : {});
  const changed = applied.machines.reduce((sum, { changes }) => sum + changes.length, 0);
  terminal.print(`Done: ${changed} changed on machines.`);
  const influenced = influencedText(applied);
  if (influenced !== "") terminal.print(influenced);
  return {
    exitCode: exitCodes.done,
    data: { changed, machines: applied.machines, ...(applied.influenced && { influenced: applied.influenced }) },
  };
}

/** A saved plan knows which documents, build folder and plugins it was made with. */
async function inputOf(invocation: Invocation): Promise<{ settings: Settings; input: ApplyInput }> {
  const settings = settingsOf(invocation);
  const files = filesOf(invocation);
  const { plan, offline, signers, allowRollback } = invocation.options;
  const source = {
    ...(typeof offline === "string" ? { offline } : {}),
    ...(typeof signers === "string" ? { signers } : {}),
    allowRollback: allowRollback === true,
  };
  if (typeof plan !== "string") return { settings, input: { files, ...source } };
  const { input } = await readSavedPlan(resolve(invocation.cwd, plan));
  return {
    settings: {
      ...settings,
      build: settings.build ?? input.build,
      plugins: [...settings.plugins, ...missing(input.plugins, settings)],
      ...narrowingOf(input),
    },
    input: { plan, ...source, files: files.length > 0 ? files : input.files },
  };
}

/** Whatever stands on the command line, a plan of a part is applied to that part. */
const narrowingOf = ({ limit, components, acceptInfluences }: Narrowing): Narrowing => ({
  ...(limit && { limit }),
  ...(components && { components }),
  ...(acceptInfluences && { acceptInfluences }),
});

const missing = (plugins: readonly string[], { plugins: given, cwd }: Settings): string[] =>
  plugins.filter((plugin) => !given.map((one) => resolve(cwd, one)).includes(plugin));
