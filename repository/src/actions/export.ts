import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { badExpiry, badSerial, unknownPart } from "../bundle/errors.ts";
import { type BundlePart, bundleParts, isBundlePart } from "../bundle/export/parts.ts";
import { Repository } from "../repository.ts";

export const exportAction: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const text = (name: string) => (typeof options[name] === "string" ? { [name]: options[name] as string } : {});
  const { file, manifest, allowedSigner } = await new Repository(settingsOf(invocation)).export({
    files: filesOf(invocation),
    output: String(options.output),
    from: String(options.from),
    ...text("key"),
    ...text("base"),
    ...text("channel"),
    ...text("roles"),
    ...(typeof options.serial === "string" && { serial: serialOf(options.serial) }),
    ...(typeof options.expires === "string" && { expires: expiryOf(options.expires, new Date()) }),
    without: list(options.without).map(partOf),
    tools: list(options.tool),
    toolFolders: list(options.toolDir),
  });
  const { channel, serial, totals, base } = manifest;
  terminal.print(
    `Wrote ${file}: ${channel} ${serial}, ${totals.members} members, ${(totals.bytes / 1e6).toFixed(1)} MB${base ? `, a difference to ${base.serial}` : ""}.`,
  );
  if (allowedSigner !== undefined)
    terminal.print(`Who imports it trusts its key by this line in a file for --signers:\n${allowedSigner}`);
  return {
    exitCode: exitCodes.done,
    data: {
      file,
      channel,
      serial,
      ...totals,
      ...(base && { base: base.serial }),
      ...(allowedSigner && { allowedSigner }),
    },
  };
};

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function serialOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw badSerial(text);
  return Number(text);
}

const DAY = 24 * 60 * 60 * 1000;

/** Days from now, or a time; it must be one to come. */
function expiryOf(text: string, now: Date): Date {
  const time = /^\d{1,5}$/.test(text) ? now.getTime() + Number(text) * DAY : Date.parse(text);
  if (!(time > now.getTime())) throw badExpiry(text);
  return new Date(time);
}

function partOf(name: string): BundlePart {
  if (!isBundlePart(name)) throw unknownPart(name, bundleParts);
  return name;
}
