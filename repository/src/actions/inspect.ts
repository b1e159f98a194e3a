import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation } from "@lambdastack/core/cli";
import { renderInspected, trustOf, warningsAbout } from "../bundle/inspect/render-inspected.ts";
import { Repository } from "../repository.ts";

export const inspect: Action = async (invocation) => {
  const found = await read(invocation, invocation.options.verify === true);
  if (!invocation.terminal.json) invocation.terminal.print(renderInspected(found));
  return { exitCode: exitCodes.done, data: found };
};

export const verify: Action = async (invocation) => {
  const { manifest, signer, verified } = await read(invocation, true);
  const { channel, serial, totals } = manifest;
  invocation.terminal.print(
    `Verified ${verified} members, ${(totals.bytes / 1e6).toFixed(1)} MB, of ${channel} ${serial}, signed by ${signer.fingerprint} (${trustOf(signer)}).`,
  );
  for (const line of warningsAbout({ signer, expires: manifest.expires }, new Date())) invocation.terminal.print(line);
  return { exitCode: exitCodes.done, data: { channel, serial, signer, verified, bytes: totals.bytes } };
};

function read(invocation: Invocation, isVerified: boolean) {
  const [bundle = ""] = invocation.arguments;
  const { signers } = invocation.options;
  const input = { bundle, verify: isVerified, ...(typeof signers === "string" && { signers }) };
  return new Repository(settingsOf(invocation)).inspect(input);
}
