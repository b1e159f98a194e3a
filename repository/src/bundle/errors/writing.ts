import { StackError } from "@lambdastack/core";

export const memberUnfit = (path: string, why: string): StackError =>
  new StackError("bundle-member-unfit", `${path} cannot be put into a bundle: ${why}.`, {
    ending: "invalid",
    hint: "Rename it, or leave its part out with --without.",
  });

export const memberChanged = (path: string, what: string): StackError =>
  new StackError("bundle-member-changed", `${path} is not what it should be: ${what}.`, {
    hint: "Nothing was exported. Download it anew, or repeat the export while nobody changes the folder.",
  });

export const notExported = (path: string, cause: unknown): StackError =>
  new StackError("bundle-not-written", `${path} cannot be written: ${(cause as Error).message}.`, {
    hint: "Nothing that looks whole was left. Free some space or name another place, and repeat the command.",
    cause,
  });

export interface Missing {
  /** For people. */
  what: string;
  sha256: string;
  neededBy: readonly string[];
}

export const describeMissing = ({ what, sha256, neededBy }: Missing): string =>
  `${what} (sha256 ${sha256})${neededBy.length > 0 ? `, needed by ${neededBy.join(", ")}` : ""}`;

export const contentMissing = (folder: string, missing: readonly Missing[]): StackError =>
  new StackError(
    "content-missing",
    `${folder} lacks ${missing.length} of what its lock file names:\n${missing.map((one) => `  ${describeMissing(one)}`).join("\n")}`,
    {
      hint: "Fetch it: repo download (or sh download.sh) goes on where it stopped. Or leave its part out with --without.",
    },
  );

export const unknownPart = (name: string, known: readonly string[]): StackError =>
  new StackError("unknown-part", `A bundle has no part "${name}".`, {
    ending: "invalid",
    hint: `There are: ${known.join(", ")}.`,
  });

export const badToolFlag = (flag: string, received: string): StackError =>
  new StackError("invalid-tool", `${flag} ${received} is not NAME=PATH of something that exists.`, {
    ending: "invalid",
    hint: `For example: ${flag} terraform=/usr/local/bin/terraform`,
  });

export const cliNotBuilt = (product: string): StackError =>
  new StackError("cli-not-built", `The programs in ${product} are not built, so they cannot be put into a bundle.`, {
    ending: "refused",
    hint: "Run `npm run build`, or leave them out: --without cli.",
  });

export const keyMissing = (): StackError =>
  new StackError("bundle-key-missing", "There is no key to sign the bundle with.", {
    ending: "invalid",
    hint: "Name one with --key FILE (ssh-keygen -t ed25519 makes one), or a cluster with -f or -b, whose own key is then used.",
  });

export const secretInBundle = (paths: readonly string[]): StackError =>
  new StackError("secret-in-bundle", `A secret of the cluster stands in clear text in ${paths.join(", ")}.`, {
    ending: "refused",
    hint: "Nothing was exported. Move it there into a field that is sensitive, or leave the part out with --without.",
  });

export const badEpoch = (received: string): StackError =>
  new StackError("invalid-epoch", `SOURCE_DATE_EPOCH is ${JSON.stringify(received)}, not seconds since 1970.`, {
    ending: "invalid",
  });

export const serialNotAbove = (serial: number, base: number): StackError =>
  new StackError("bundle-serial-not-above", `The serial ${serial} is not above ${base}, that of the base.`, {
    ending: "invalid",
    hint: "Name a higher one with --serial.",
  });

export const badSerial = (received: string): StackError =>
  new StackError("invalid-serial", `--serial ${received} is no whole number.`, { ending: "invalid" });

export const badChannel = (received: string): StackError =>
  new StackError("invalid-channel", `"${received}" cannot name a line of bundles.`, {
    ending: "invalid",
    hint: "Letters, digits and . _ - are allowed, up to 63.",
  });

export const baseUnreadable = (path: string): StackError =>
  new StackError("bundle-base-unreadable", `${path} is neither a bundle nor the manifest.json of one.`, {
    ending: "invalid",
  });

export const badExpiry = (received: string): StackError =>
  new StackError("invalid-expiry", `--expires ${received} is neither a number of days nor a time to come.`, {
    ending: "invalid",
    hint: "For example: --expires 90, or --expires 2027-06-30T00:00:00Z",
  });
