import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";
import { selectionOf } from "./selection-of.ts";

export const download: Action = async (invocation) => {
  const input = { ...selectionOf(invocation), folder: String(invocation.options.output) };
  const done = await new Repository(settingsOf(invocation)).download(input);
  invocation.terminal.print(
    `Verified ${done.files} files and ${done.images} images, ${done.bytes} bytes, in ${done.folder}; fetched ${done.fetched.bytes} bytes of them now.`,
  );
  return { exitCode: exitCodes.done, data: done };
};
