import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { parseAllDocuments } from "yaml";
import { Infrastructure } from "../infrastructure.ts";

export const init: Action = async (invocation) => {
  const { terminal, options } = invocation;
  const [provider] = invocation.arguments;
  const { state } = options;
  const { text, file } = await new Infrastructure(settingsOf(invocation)).init({
    files: filesOf(invocation),
    ...(provider !== undefined && { provider }),
    ...(typeof state === "string" && { state }),
  });
  if (!terminal.json) terminal.print(text.trimEnd());
  if (file !== undefined) terminal.note(`Written to ${file}.`);
  const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  return { exitCode: exitCodes.done, data: { documents, ...(file !== undefined && { file }) } };
};
